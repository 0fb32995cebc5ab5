"""py-greenlets: a function of a session and arguments, which gives a page."""

from pmdb_python.commands import alike
from pmdb_python.commands.arguments import most_of
from pmdb_python.commands.text import Page
from pmdb_python.greenlets import reader
from pmdb_python.greenlets.scan import GreenletScan
from pmdb_python.objects.budget import Budget
from pmdb_python.objects.collector import Collector

_DEFAULT_MOST = 1_000


def greenlets(session, arguments):
    view = session.view()
    most = most_of(arguments, _DEFAULT_MOST)
    heap = view.question(Budget.of_search())
    report = view.report(heap)
    states, interpreters = report.states, report.interpreters
    tids = {state.address: report.tid(state) for state in states}
    scan = GreenletScan(view.target, heap, interpreters, states, tids, view.is_constant)
    found = scan.run(Collector(heap, view.runtime, view.target.mappings, report.problems), interpreters, most)
    page = Page(view.sources)
    _List(page, found).print(view.title)
    for what, hint in found.problems:
        page.note(what, hint)
    return page


class _List:
    """Greenlets below the thread that they belong to."""

    def __init__(self, page, report):
        self._page, self._report = page, report
        self._by_address = {greenlet.address: greenlet for greenlet in report.greenlets}

    def print(self, title):
        self._page.line(title + self._summary())
        by_thread = {}
        for greenlet in self._report.greenlets:
            by_thread.setdefault(greenlet.tid, []).append(greenlet)
        for tid, group in by_thread.items():
            self._page.line("Thread %d" % tid if tid else "Of a thread that is not known")
            alike.each(group, _shape, self._greenlet, self._alike)

    def _summary(self):
        greenlets, total = self._report.greenlets, self._report.total
        if not self._report.library:
            return ": greenlet is not loaded"
        counts = [(sum(greenlet.state == state for greenlet in greenlets), state) for state in reader.STATES]
        states = ", ".join("%d %s" % count for count in counts if count[0])
        if len(greenlets) < total:
            states = "of the %d that were read: %s" % (len(greenlets), states)
        many = "greenlet" if total == 1 else "greenlets"
        return ", %s: %d %s%s" % (self._report.library, total, many, " (%s)" % states if states else "")

    def _alike(self, others):
        self._page.line("  " + alike.counted("greenlets", others, _title))

    def _greenlet(self, greenlet):
        text = "  %s %s" % (greenlet.type, _title(greenlet))
        text += " (main)" if greenlet.main else ""
        text += ", " + greenlet.function if greenlet.function else ""
        text += ", " + ("not readable" if greenlet.state == reader.UNREADABLE else greenlet.state)
        text += ", parent " + self._parent(greenlet.parent) if greenlet.parent else ""
        self._page.line(text + (" [%s]" % greenlet.problem if greenlet.problem else ""))
        self._page.files("    ", greenlet.frames)

    def _parent(self, address):
        parent = self._by_address.get(address)
        if parent is None:
            return "at %#x" % address
        return "main" if parent.main else "%s %s" % (parent.type, _title(parent))


def _shape(greenlet):
    """What makes greenlets alike: the function and the place."""
    if greenlet.problem:
        return greenlet.address
    places = alike.places(greenlet.frames)
    return greenlet.type, greenlet.function, greenlet.state, greenlet.parent, places


def _title(greenlet):
    return '"%s"' % greenlet.name if greenlet.name else "at %#x" % greenlet.address
