"""py-exceptions: a function of a session and arguments, which gives a page."""

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
            _chain(page, "  ", chain)
    if not page.lines:
        page.line("no thread raises or handles an exception")
    return page


def _chain(page, indent, chain):
    for raised in chain:
        _one(page, indent, raised)
        if raised.relation == chains.CAUSE:
            _link(page, indent, "was the direct cause of the following exception:")
        elif raised.relation == chains.CONTEXT:
            _link(page, indent, "was being handled when another one occurred:")


def _link(page, indent, text):
    page.line()
    page.line("%sThe above exception %s" % (indent, text))
    page.line()


def _one(page, indent, raised):
    if raised.frames:
        page.line(indent + "Traceback (most recent call last):")
        page.files(indent + "  ", raised.frames)
    text = ": " + raised.text if raised.text else ""
    page.line("%s%s%s%s" % (indent, raised.type, text, " [%s]" % raised.problem if raised.problem else ""))
    for note in raised.notes:
        page.line(indent + note)
    for number, member in enumerate(raised.members):
        page.line("%s  +- exception %d of the group:" % (indent, number + 1))
        _chain(page, indent + "  |  ", member)
