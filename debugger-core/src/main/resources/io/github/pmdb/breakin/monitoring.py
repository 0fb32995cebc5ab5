# Hooks of CPython 3.12 and newer: events of sys.monitoring, each of which is turned off where it tells nothing.
class Monitoring(Breakpoints):
    # Ids that have no meaning yet first, then those meant for tools.
    IDS = 3, 4, 0, 2, 1, 5

    def __init__(self, mark, each):
        Breakpoints.__init__(self, mark)
        self.watched = {}
        self.followed = {}
        self.tool = next((tool for tool in self.IDS if sys.monitoring.get_tool(tool) is None), None)
        if self.tool is None:
            raise Refused("other tools use all of sys.monitoring: " + ", ".join(map(sys.monitoring.get_tool, range(6))))
        sys.monitoring.use_tool_id(self.tool, "pmdb")
        events = sys.monitoring.events
        sys.monitoring.register_callback(self.tool, events.PY_START, self.started)
        sys.monitoring.register_callback(self.tool, events.LINE, self.reached)
        sys.monitoring.register_callback(self.tool, events.PY_RETURN, self.returned)
        sys.monitoring.register_callback(self.tool, events.PY_UNWIND, self.unwound)

    def prepare(self):
        """It is all there since the start."""

    def arm(self, codes):
        """What runs or is suspended is looked at from now on, what starts later when it starts."""
        sys.monitoring.set_events(self.tool, sys.monitoring.events.PY_START)
        sys.monitoring.restart_events()
        for code in codes:
            self.watch(code)

    def watch(self, code):
        """From none to all, so that lines which were turned off before are on again."""
        sys.monitoring.set_local_events(self.tool, code, 0)
        sys.monitoring.set_local_events(self.tool, code, sys.monitoring.events.LINE)
        self.watched[id(code)] = code

    def follow(self, step):
        """The lines of the frames that may end it, or all lines, and the end of the frame that it begins in."""
        events = sys.monitoring.events
        everywhere = {"step": events.LINE, "next": 0, "finish": 0}[step.kind]
        sys.monitoring.set_events(self.tool, events.PY_START | events.PY_UNWIND | everywhere)
        sys.monitoring.restart_events()
        for frame in step.all():
            self.followed[id(frame.f_code)] = frame.f_code
        for code in self.followed.values():
            sys.monitoring.set_local_events(self.tool, code, 0)
            sys.monitoring.set_local_events(self.tool, code, events.LINE | events.PY_RETURN)

    def unfollow(self, step):
        if self.tool is None:
            return
        followed, self.followed = self.followed, {}
        events = sys.monitoring.events
        for code in followed.values():
            sys.monitoring.set_local_events(self.tool, code, 0)
            sys.monitoring.set_local_events(self.tool, code, events.LINE if id(code) in self.watched else 0)
        sys.monitoring.set_events(self.tool, events.PY_START)

    def disarm(self):
        if self.tool is None:
            return
        tool, self.tool = self.tool, None
        for code in self.watched.values():
            sys.monitoring.set_local_events(tool, code, 0)
        sys.monitoring.set_events(tool, 0)
        events = sys.monitoring.events
        for event in events.PY_START, events.LINE, events.PY_RETURN, events.PY_UNWIND:
            sys.monitoring.register_callback(tool, event, None)
        sys.monitoring.free_tool_id(tool)
        self.watched = {}
        self.gone()

    def started(self, code, offset):
        try:
            if code.co_name == "<module>":
                self.loaded(code)
            if id(code) not in self.watched and any(point.in_code(code) for point in list(self.points.values())):
                self.watch(code)
            frame = sys._getframe(1)
            points = self.at_start(frame)
            if points:
                self.arrived(points, frame)
                return None
        except Exception:  # it would be raised in the program
            return None
        return sys.monitoring.DISABLE

    def reached(self, code, line):
        try:
            points = self.at_line(code, line)
            if points or self.step is not None:
                self.line(sys._getframe(1), points)
                return None
        except Exception:  # it would be raised in the program
            return None
        return sys.monitoring.DISABLE

    def returned(self, code, offset, value):
        self.ended("returns", value)

    def unwound(self, code, offset, error):
        self.ended("raises", error)

    def ended(self, word, value):
        try:
            step, frame = self.step, sys._getframe(2)
            if step is not None and frame is step.frame:
                self.end(step, word, value)
        except Exception:  # it would be raised in the program
            return
