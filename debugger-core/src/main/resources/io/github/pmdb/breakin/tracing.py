# Hooks of CPython before 3.12: the trace function, which every thread has of its own. While pmdb runs code here there is
# `each((function, arguments))`, which calls a function as each of the other threads and gives a list of the results.
class Tracing(Breakpoints):
    def __init__(self, mark, each):
        Breakpoints.__init__(self, mark)
        self.each = each
        self.armed = False
        self.known = {}
        # What the frame of a step has raised last, and where.
        self.raised = None, -1
        if hasattr(sys, "gettotalrefcount"):
            raise Refused("a debug build before 3.12 does not let the trace function of another thread be set")
        others = [other for other in each((sys.gettrace, ())) + [self.threads(None)] if other is not None]
        if others:
            raise Refused("the process has a trace function already, %r: another debugger or coverage" % (others[0],))

    @staticmethod
    def threads(new):
        """The trace function of threads that start later; sets it where one is given."""
        threading = sys.modules.get("threading")
        if threading is not None and new is not None:
            threading.settrace(new[0])
        return getattr(threading, "_trace_hook", None)

    def prepare(self):
        if self.each is None and not self.armed:
            raise Refused("the hooks are gone, and from within this breakpoint they can not be set; continue first")

    def arm(self, codes):
        self.known = {}
        if self.each is not None:
            self.each((sys.settrace, (self.called,)))
            if self.own:
                sys.settrace(self.called)
            self.threads((self.called,))
        self.armed = True
        wanted = set(id(code) for code in codes)
        for frame in frames():
            if id(frame.f_code) in wanted and frame.f_trace is None:
                frame.f_trace = self.ran

    def disarm(self):
        """Where the threads are not at hand each takes its own trace function out when it is next called and no thread
        stands at a breakpoint, where the next one may be set; what is left goes when pmdb leaves."""
        if self.each is not None:
            self.each((sys.settrace, (None,)))
            if self.own:
                sys.settrace(None)
            self.armed = False
            self.gone()
        if self.threads(None) == self.called:
            self.threads((None,))
        for frame in frames():
            if frame.f_trace == self.ran:
                frame.f_trace = None

    def follow(self, step):
        """The frames that may end it; of those that begin, `called` tells."""
        self.raised = None, -1
        for frame in step.all():
            if frame.f_trace is None:
                frame.f_trace = self.ran

    def unfollow(self, step):
        for frame in step.all():
            if frame.f_trace == self.ran and not (self.points and self.learn(frame.f_code)[1]):
                frame.f_trace = None

    def called(self, frame, event, argument):
        if self.idle():
            if not self.standing:
                self.armed = False
                sys.settrace(None)
            return None
        try:
            self.look()
            code = frame.f_code
            known = self.known.get(id(code))
            if known is None:
                known = self.learn(code)
            if known[2] and starts(frame):
                self.arrived(self.at_start(frame), frame)
            step = self.step
            return self.ran if (known[1] and self.points) or (step is not None and step.follows(code)) else None
        except Exception:  # it would be raised in the program
            return None

    def learn(self, code):
        """Whether a breakpoint may be in it, and at its start."""
        if code.co_name == "<module>":
            self.loaded(code)
        points = list(self.points.values())
        if len(self.known) >= 100000:
            self.known = {}
        known = self.known[id(code)] = (
            code,
            any(point.in_code(code) for point in points),
            any(code.co_name == point.function.rpartition(".")[2] for point in points),
        )
        return known

    def ran(self, frame, event, argument):
        """Gives nothing, which leaves the frame's trace function as it is: it may have been taken out meanwhile."""
        if self.idle():
            frame.f_trace = None
            return
        try:
            if event == "line":
                self.line(frame, self.at_line(frame.f_code, frame.f_lineno))
            elif self.step is not None and frame is self.step.frame:
                self.in_step(self.step, frame, event, argument)
        except Exception:  # it would be raised in the program
            return

    def in_step(self, step, frame, event, argument):
        """A frame that an exception ends returns nothing, too; it does so where it was."""
        at, code = frame.f_lasti, frame.f_code.co_code
        if event == "exception":
            self.raised = argument[1], at
        elif event == "return" and at >= 0 and code[at] == RETURN_VALUE:
            self.end(step, "returns", argument)
        elif event == "return" and (self.raised[1] == at or not leaves(frame)):
            self.end(step, "raises", self.raised[0])


# Of CPython 3.6 to 3.11, YIELD_FROM up to 3.10. A frame that is left by that stands before it.
RETURN_VALUE, YIELD_VALUE, YIELD_FROM = 83, 86, 72


def leaves(frame):
    """Whether it is only left in between."""
    at, code = frame.f_lasti, frame.f_code
    if not code.co_flags & LEAVES or at < 0:
        return False
    return code.co_code[at] == YIELD_VALUE or code.co_code[at + 2 : at + 3] == bytes([YIELD_FROM])


# RESUME of CPython 3.11; its argument is 0 at the start of a function.
RESUME = 151


def starts(frame):
    """Whether it is called for the first time; a generator is called each time that it goes on."""
    at, code = frame.f_lasti, frame.f_code.co_code
    return at < 0 or (sys.version_info >= (3, 11) and code[at] == RESUME and code[at + 1] & 3 == 0)
