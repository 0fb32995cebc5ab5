"""py-exceptions: a function of a session and arguments, which gives a page."""

from pmdb_python.commands import tracebacks
from pmdb_python.commands.text import Page
from pmdb_python.frames import chains
from pmdb_python.objects.describer import DEFAULT


def exceptions(session, arguments):
    view = session.view()
    page = Page(view.sources)
    for thread in view.threads:
        found = chains.of_thread(view.question(), thread.address, DEFAULT)
        if found:
            page.thread(thread)
        for chain in found:
            tracebacks.Tracebacks(page, "  ").chain(chain)
    if not page.lines:
        page.line("no thread raises or handles an exception")
    return page
