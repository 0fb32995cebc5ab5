"""Shows a few of the things that are alike and counts the others."""

# As many are shown before the others are counted.
_SHOWN = 3
_NAMED = 5


def each(things, shape, show, rest):
    """Calls `show` with each that is shown, those of equal shape together, and `rest` with lists of the others."""
    groups = {}
    for thing in things:
        groups.setdefault(shape(thing), []).append(thing)
    for group in groups.values():
        shown = len(group) if len(group) <= _SHOWN + 1 else _SHOWN
        for thing in group[:shown]:
            show(thing)
        if shown < len(group):
            rest(group[shown:])


def counted(what, others, title):
    """`[97 more tasks like this one: A, B, ...]`."""
    names = ", ".join(title(other) for other in others[:_NAMED])
    return "[%d more %s like this one: %s%s]" % (len(others), what, names, ", ..." if len(others) > _NAMED else "")


def places(frames):
    """Where frames stand, to compare."""
    return tuple((frame.file, frame.line, frame.function) for frame in frames)
