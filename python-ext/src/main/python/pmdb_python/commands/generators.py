"""py-generators: a function of a session and arguments, which gives a page."""

from pmdb_python.commands import alike
from pmdb_python.commands.arguments import most_of
from pmdb_python.commands.text import Page
from pmdb_python.objects.budget import Budget
from pmdb_python.objects.collector import Collector
from pmdb_python.tasks.suspended import GeneratorScan

_DEFAULT_MOST = 1_000


def generators(session, arguments):
    view = session.view()
    most = most_of(arguments, _DEFAULT_MOST)
    heap = view.question(Budget.of_search())
    report = view.report(heap)
    collector = Collector(heap, view.runtime, view.target.mappings, report.problems)
    found = GeneratorScan(heap).run(collector, report.interpreters, arguments.operand or "", most)
    page = Page(view.sources)
    page.line("%s: %s" % (view.title, _number(found.total, arguments.operand)))

    def show(generator):
        page.line(_line(generator))
        page.files("  ", generator.frames)

    alike.each(found.generators, _shape, show, lambda others: page.line(alike.counted("generators", others, _place)))
    for what, hint in found.problems:
        page.note(what, hint)
    return page


def _number(total, name):
    if not total:
        unknown = " of a function named `%s`; py-generators lists all" % name if name else ""
        return "no generators or coroutines" + unknown
    return "1 generator or coroutine" if total == 1 else "%d generators and coroutines" % total


def _line(generator):
    text = "%s %s at %s, %s" % (generator.kind, generator.name, _place(generator), generator.state)
    text += ", waits for " + generator.awaits if generator.awaits else ""
    return text + (" [%s]" % generator.problem if generator.problem else "")


def _place(generator):
    return "%#x" % generator.address


def _shape(generator):
    """What makes generators alike: the function and the place."""
    if generator.problem:
        return generator.address
    return generator.kind, generator.name, generator.state, alike.places(generator.frames)
