# Does what is wanted, with `action` and `mark` set before, for a breakpoint `number`, `file`, `line`, `function` and
# `condition`, for a step `depth` and `function`. Leaves in `answer` a letter (S set, D done, E refused), then fields with
# zeros between. Those of D: whether something of pmdb's is still there.
def act():
    each = sys.__dict__.pop("_pmdb_each", None)
    before = getattr(sys, "_pmdb_breakpoints", None)
    if before is not None:
        before.each, before.own = each, own
    try:
        return carried_out(before, each)
    finally:  # its code goes away with the thread that runs this
        for one in before, getattr(sys, "_pmdb_breakpoints", None):
            if one is not None:
                one.each = None


def carried_out(found, each):
    if found is not None and found.mark != mark:
        found.clear()  # left by a pmdb that was killed
        found = None
    if action == "set":
        point = Point(number, file, line, function, condition)
        if found is None:
            found = sys._pmdb_breakpoints = (Monitoring if hasattr(sys, "monitoring") else Tracing)(mark, each)
            found.own = own
        try:
            places, known = found.set(point)
        except Exception:
            found.delete(number)
            raise
        told = [(name + "\0" + str(at) + "\0" + called) for name, at, called in places[:8]]
        return "\0".join(["S" + (point.function or str(point.line)), str(len(places))] + told + known)
    if action in ("next", "step", "finish"):
        if found is None:
            found = sys._pmdb_breakpoints = (Monitoring if hasattr(sys, "monitoring") else Tracing)(mark, each)
        found.begin(Step(action, frame_at(depth, function)))
        return "D1"
    if found is not None and action == "delete":
        found.delete(number)
    elif found is not None:
        found.clear()
    return "D" if getattr(sys, "_pmdb_breakpoints", None) is None else "D1"


try:
    answer = act().encode("utf-8", "backslashreplace")
except Exception as error:
    answer = refusal(error)
