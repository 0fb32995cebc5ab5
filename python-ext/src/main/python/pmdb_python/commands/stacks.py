"""py-bt, py-bt-full, py-threads, py-up and py-down: functions of a session and arguments, which give a page."""

from pmdb_python.commands.text import Page
from pmdb_python.objects.describer import DEFAULT, Limits
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

# Many values are shown, so each gets less room than in py-locals.
_SHORT = Limits(10_000, 3, 16, 256)
# Frames of one stack, where so many are asked for, and those at its end that are always read.
_MOST_FRAMES, _OUTERMOST = 200_000, 100


def _number(arguments, otherwise):
    return otherwise if arguments.operand is None else int(arguments.operand)


def _each_thread(view, arguments, page):
    """The threads that are asked for, each under its own header where all are."""
    if "--all" not in arguments.flags:
        yield view.thread()
        return
    for thread in view.threads:
        if page.lines:
            page.line()
        page.thread(thread)
        yield thread


def backtrace(session, arguments):
    return _stacks(session, arguments, lambda view, page, frames, problems: page.traceback(frames))


def _variables(view, frame, problems):
    """Of one frame among others, whose damage is a problem of its own."""
    try:
        return view.local_variables(frame, _SHORT)
    except MemoryFault as fault:
        problems.append("variables of #%d %s: %s" % (frame.level, frame.function, fault))
        return []


def backtrace_full(session, arguments):
    def show(view, page, frames, problems):
        page.folded("", frames, lambda frame: page.spread(frame, _variables(view, frame, problems)))

    return _stacks(session, arguments, show)


def _stacks(session, arguments, show):
    """The innermost frames of each thread, the outermost where the number is negative, all where there is none."""
    count, view = _number(arguments, 0), session.view()
    page, shown = Page(view.sources), []
    page.fold = "--all-frames" not in arguments.flags
    for thread in _each_thread(view, arguments, page):
        stack = view.stack(thread, _reach(count))
        problems = list(stack.problems)
        frames = stack.frames[:count] if count > 0 else stack.frames[count:]
        if frames:
            show(view, page, frames, problems)
        elif stack.problems:
            page.line("  (no Python frame could be read)")
        else:
            page.line("  (no Python frames: the thread runs no Python code now)")
        omitted = _depth(stack.frames) - (_depth(frames) - frames[0].level if frames else 0)
        if omitted:
            page.line("  (%d more frames)" % omitted)
        page.problems(problems)
        shown += frames
    page.doubtful_sources(shown)
    return page


def _reach(count):
    """How many frames have to be read: more than usual where more are asked for. Of a longer stack the last hundred
    are the outermost ones."""
    if count < -_OUTERMOST:
        return _MOST_FRAMES
    return min(max(count + _OUTERMOST, DEFAULT.frames), _MOST_FRAMES)


def _depth(frames):
    """With the frames that were left out in the middle."""
    return frames[-1].level + 1 if frames else 0


def threads(session, arguments):
    view = session.view()
    page = Page(view.sources)
    page.line(view.title)
    for fact in view.facts():
        page.line("  " + fact)
    selected = view.selected_id()
    for thread in view.threads:
        page.thread(thread, "* " if thread.tid and thread.tid == selected else "  ")
        page.line("    pthread %#x" % thread.pthread)
        stack = view.stack(thread, 1)
        if stack.frames:
            page.file("    ", stack.frames[0])
        else:
            page.line("    (runs no Python now)")
            page.problems(stack.problems)
    return page


def up(session, arguments):
    return _move(session, _number(arguments, 1), "an older")


def down(session, arguments):
    return _move(session, -_number(arguments, 1), "a newer")


def _move(session, steps, which):
    view = session.view()
    thread, now = session.frame(view)
    frames = view.stack(thread).frames
    start = [frame.level for frame in frames].index(now.level)
    index = min(max(start + steps, 0), len(frames) - 1)
    frame = frames[index]
    end = "#%d is the %s of %d frames" % (frame.level, "outermost" if frame.level else "innermost", _depth(frames))
    if index == start and steps:
        other = "py-down" if steps > 0 else "py-up"
        raise UserError("Unable to find %s python frame" % which, "%s; `%s` goes the other way" % (end, other))
    session.select(view, thread, frame)
    page = Page(view.sources)
    problems = []
    page.full(frame, _variables(view, frame, problems))
    page.doubtful_sources([frame])
    page.problems(problems + ([] if index == start + steps else [end]))
    return page
