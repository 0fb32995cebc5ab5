"""py-exceptions: a function of a session and arguments, which gives a page."""

from pmdb_python.commands import tracebacks
from pmdb_python.commands.text import Page
from pmdb_python.frames import chains
from pmdb_python.objects.describer import DEFAULT
from pmdb_python.target.memory import MemoryFault


def _of(view, thread):
    try:
        return chains.of_thread(view.question(), thread.address, DEFAULT), []
    except MemoryFault as fault:
        return [], [str(fault)]


def exceptions(session, arguments):
    view = session.view()
    page = Page(view.sources)
    for thread in view.threads:
        found, problems = _of(view, thread)
        if found or problems:
            page.thread(thread)
        for chain in found:
            tracebacks.Tracebacks(page, "  ").chain(chain)
        page.problems(problems)
    if not page.lines:
        page.line("no thread raises or handles an exception")
    return page
