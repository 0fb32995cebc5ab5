"""py-locals, py-args, py-globals and py-print: functions of a session and arguments, which give a page."""

import re

from pmdb_python.commands.text import Page, hidden_text, value_text, without_module_attributes
from pmdb_python.objects import references

_NAME = re.compile(r"\w+\Z")


def local_variables(session, arguments):
    view = session.view()
    _, frame = session.frame(view)
    found = view.local_variables(frame)
    shown = without_module_attributes(found)
    page = _page(view, arguments, "Locals for " + frame.function, shown)
    for hidden in hidden_text(len(found) - len(shown)):
        page.line("(%s; py-globals --all shows them)" % hidden)
    return page


def arguments(session, arguments):
    def chosen(view, frame):
        return [variable for variable in view.local_variables(frame) if variable.scope == "argument"]

    return _variables(session, arguments, "Arguments of ", chosen)


def global_variables(session, arguments):
    hide = "--all" not in arguments.flags
    return _variables(session, arguments, "Globals of ", lambda view, frame: view.global_variables(frame), hide)


def _variables(session, arguments, title, choose, hide=False):
    view = session.view()
    _, frame = session.frame(view)
    found = choose(view, frame)
    shown = [variable for variable in found if not (hide and variable.name.startswith("__"))]
    page = _page(view, arguments, title + frame.function, shown)
    if len(shown) < len(found):
        page.line("(left out: %d with __ in front; --all shows them)" % (len(found) - len(shown)))
    return page


def _page(view, arguments, title, variables):
    page = Page(view.sources)
    page.line(title)
    details = _details(view, arguments, variables)
    for variable in variables:
        page.line("%s = %s%s" % (variable.name, value_text(variable.value), details(variable)))
    return page


def print_expression(session, arguments):
    view, expression = session.view(), arguments.operand
    _, frame = session.frame(view)
    variable = view.lookup(frame, expression) if _NAME.match(expression) else view.evaluate(frame, expression)
    page, scope = Page(view.sources), variable.scope if variable.scope in ("global", "builtin") else "local"
    details = _details(view, arguments, [variable])(variable)
    page.line("%s '%s' = %s%s" % (scope, expression, value_text(variable.value), details))
    return page


def _details(view, arguments, variables):
    """A function that gives `  (int at 0x..., 3 references)` of a variable as far as that was asked for."""
    counts = {}
    if "--refcount" in arguments.flags:
        counts = {v.name: references.count(view.question(), v.value.address) for v in variables}

    def text(variable):
        parts, count = [], counts.get(variable.name)
        if "--address" in arguments.flags:
            at = " at %#x" % variable.value.address if variable.value.address else ", not in memory"
            parts.append(variable.value.type + at)
        if count is not None:
            many = count + " references" if count[0].isdigit() else count
            parts.append("1 reference" if count == "1" else many)
        return "  (%s)" % ", ".join(parts) if parts else ""

    return text
