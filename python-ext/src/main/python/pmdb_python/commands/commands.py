"""The py-... commands: functions of a session and the words behind the command, which give a page."""

import re

from pmdb_python.commands.sources import bounded
from pmdb_python.commands.text import Page, underline
from pmdb_python.frames.variables import Variables
from pmdb_python.objects.describer import Limits
from pmdb_python.problem import UserError

# Many values share a line, so each gets less room than in py-locals.
_SHORT = Limits(10_000, 3, 16, 256)
_AROUND = 5
_MOST_LINES = 10_000
_RANGE = re.compile(r"(\d{1,9})(?:\s*,\s*(\d{1,9}))?$")
_MOST_NAME = 4096


def _number(words, usage, otherwise):
    """The only word as a number."""
    if not words:
        return otherwise
    try:
        if len(words) == 1 and len(words[0]) < 10:
            return int(words[0])
    except ValueError:
        pass  # told below
    raise UserError("`%s` is not a number" % " ".join(words)[:80], "usage: " + usage)


def _no_words(words, usage):
    if words:
        raise UserError("`%s` is not expected" % " ".join(words)[:80], "usage: " + usage)


def backtrace(session, words):
    """Show the Python frames of the selected thread, most recent call first.

    Usage: py-bt [--all] [N]
    --all shows every thread of the interpreter; N only the N innermost frames, -N the N outermost."""
    rest = [word for word in words if word != "--all"]
    count, view = _number(rest, "py-bt [--all] [N]", 0), session.view()
    page, shown = Page(view.sources), []
    for thread in view.threads if "--all" in words else [view.thread()]:
        if "--all" in words:
            if page.lines:
                page.line()
            page.thread(thread)
        shown += _traceback(view, page, thread, count)
    page.doubtful_sources(shown)
    return page


def _traceback(view, page, thread, count):
    stack = view.stack(thread)
    frames = stack.frames[:count] if count > 0 else stack.frames[count:]
    if stack.frames:
        page.traceback(frames)
    else:
        page.line("  (no Python frames: the thread runs no Python code now)")
    if len(frames) < len(stack.frames):
        page.line("  (%d more frames)" % (len(stack.frames) - len(frames)))
    page.problems(stack.problems)
    return frames


def backtrace_full(session, words):
    """Show the Python frames of the selected thread with their variables.

    Usage: py-bt-full [N]
    N shows only the N innermost frames. Long values are cut; py-up and py-locals show them in full."""
    most, view = _number(words, "py-bt-full [N]", 0), session.view()
    stack = view.stack(view.thread())
    frames = stack.frames[:most] if most > 0 else stack.frames
    page = Page(view.sources)
    for frame in frames:
        page.full(frame, view.described(view.variables(frame).local(), _SHORT))
    if not frames:
        page.line("Unable to locate python frame")
    page.doubtful_sources(frames)
    page.problems(stack.problems)
    return page


def threads(session, words):
    """List the threads that run Python, with who holds the GIL.

    Usage: py-threads"""
    _no_words(words, "py-threads")
    view = session.view()
    page = Page(view.sources)
    page.line(view.title)
    for fact in view.facts():
        page.line("  " + fact)
    selected = view.selected_id()
    for thread in view.threads:
        page.thread(thread, "* " if thread.tid and thread.tid == selected else "  ")
        stack = view.stack(thread, 1)
        if stack.frames:
            page.file("    ", stack.frames[0])
        else:
            page.line("    (runs no Python now)")
            page.problems(stack.problems)
    return page


def up(session, words):
    """Select the Python frame of the caller and show it. gdb's frame follows.

    Usage: py-up [N]
    py-list, py-locals and py-print are about the selected frame."""
    return _move(session, _number(words, "py-up [N]", 1), "an older")


def down(session, words):
    """Select the Python frame of the callee and show it. gdb's frame follows.

    Usage: py-down [N]
    py-list, py-locals and py-print are about the selected frame."""
    return _move(session, -_number(words, "py-down [N]", 1), "a newer")


def _move(session, steps, which):
    view = session.view()
    thread, now = session.frame(view)
    frames = view.stack(thread).frames
    level = min(max(now.level + steps, 0), len(frames) - 1)
    if level == now.level and steps:
        raise UserError("Unable to find %s python frame" % which)
    session.select(view, thread, frames[level])
    page = Page(view.sources)
    page.full(frames[level], view.described(view.variables(frames[level]).local(), _SHORT))
    page.doubtful_sources([frames[level]])
    return page


def listing(session, words):
    """List the source around the selected Python frame.

    Usage: py-list [START[, END]]
    Files are looked for in gdb's `directory` path, then where the program found them."""
    view = session.view()
    _, frame = session.frame(view)
    if frame.line <= 0:
        raise UserError("Unable to read python frame line number")
    source = view.sources.find(frame.file) or _not_found(view, frame.file)
    start, end = _range(" ".join(words), frame.line)
    numbers = range(max(1, start), min(end, len(source.lines)) + 1)
    if not numbers:
        raise UserError("%s has %d lines; %d is past its end" % (source.path, len(source.lines), start), source.doubt)
    page = Page(view.sources)
    for number in numbers:
        current = number == frame.line
        text = bounded(source.lines[number - 1])
        page.line("%4s    %s" % (">%d" % number if current else number, text))
        carets = underline(text, number, frame.columns) if current and frame.columns else ""
        if carets:
            page.line("        " + carets)
    if source.doubt:
        page.line("note: %s %s; it may not be what ran" % (source.path, source.doubt))
    return page


def _range(typed, current):
    if not typed:
        return current - _AROUND, current + _AROUND
    found = _RANGE.match(typed)
    if not found:
        raise UserError("`%s` is not a range of lines" % typed[:80], "usage: py-list [START[, END]]")
    start = int(found.group(1))
    end = int(found.group(2)) if found.group(2) else start + 2 * _AROUND
    return start, min(end, start + _MOST_LINES)


def _not_found(view, file):
    tried = view.sources.candidates(file)
    if not tried:
        raise UserError("Unable to open %s: it has no source file" % file)
    raise UserError(
        "Unable to open %s: tried %s" % (file, ", ".join(tried)), "name the directory of the sources with `directory DIR`"
    )


def local_variables(session, words):
    """Show the arguments and local variables of the selected Python frame.

    Usage: py-locals [--address]
    --address adds the type and address of each value."""
    return _variables(session, _flags(words, "py-locals [--address]", "--address"), "Locals for ", Variables.local)


def arguments(session, words):
    """Show the arguments of the selected Python frame, as they are now.

    Usage: py-args [--address]
    --address adds the type and address of each value."""
    return _variables(session, _flags(words, "py-args [--address]", "--address"), "Arguments of ", Variables.arguments)


def global_variables(session, words):
    """Show what the module of the selected Python frame defines.

    Usage: py-globals [--all] [--address]
    Names that begin with two underscores are left out unless --all is given; --address adds the type and
    address of each value."""
    flags = _flags(words, "py-globals [--all] [--address]", "--all", "--address")
    return _variables(session, flags, "Globals of ", Variables.globals, "--all" not in flags)


def _flags(words, usage, *known):
    _no_words([word for word in words if word not in known], usage)
    return words


def _variables(session, flags, title, choose, hide=False):
    view = session.view()
    _, frame = session.frame(view)
    slots = choose(view.variables(frame))
    shown = [slot for slot in slots if not (hide and slot.name.startswith("__"))]
    page = Page(view.sources)
    page.line(title + frame.function)
    for name, value in view.described(shown):
        page.variable(name, value, view.place(value) if "--address" in flags else "")
    if len(shown) < len(slots):
        page.line("(left out: %d with __ in front; --all shows them)" % (len(slots) - len(shown)))
    return page


def print_variable(session, words):
    """Show a variable by name, as the selected Python frame sees it: local, global, or builtin.

    Usage: py-print [--address] NAME
    --address adds the type and address of the value."""
    flagged = words[:1] == ["--address"]
    name = " ".join(words[1:] if flagged else words)
    if not name.isidentifier() or len(name) > _MOST_NAME:
        raise UserError("a name is expected", "usage: py-print [--address] NAME")
    view = session.view()
    _, frame = session.frame(view)
    slot = view.variables(frame).find(name)
    page = Page(view.sources)
    if slot is None:
        page.line("'%s' not found" % name)
    else:
        scope = slot.scope if slot.scope in ("global", "builtin") else "local"
        value = view.described([slot])[0][1]
        page.variable("%s '%s'" % (scope, slot.name), value, view.place(value) if flagged else "")
    return page


ALL = {
    "py-bt": backtrace,
    "py-bt-full": backtrace_full,
    "py-threads": threads,
    "py-up": up,
    "py-down": down,
    "py-list": listing,
    "py-locals": local_variables,
    "py-args": arguments,
    "py-globals": global_variables,
    "py-print": print_variable,
}
