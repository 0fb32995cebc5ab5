# Python breakpoints of pmdb's, in the target: what is common to both kinds of hooks. A hook looks where a thread gets
# to, and calls a function of the C library with an argument that nobody else gives it; gdb waits there. Without gdb
# that call does nothing, and the hooks take themselves out.
import _thread
import gc
import posix
import sys


class Point(object):
    """A breakpoint: `line` of `file`, or the functions that end in `function`."""

    def __init__(self, number, file, line, function, condition):
        self.number = number
        self.file = file[2:] if file.startswith("./") else file
        self.line = line
        self.function = function.replace(".<locals>", "")
        self.condition = compile(condition, "<py-break>", "eval") if condition else None
        self.settled = False

    def in_file(self, name):
        name = source_of(name)
        name = name[2:] if name.startswith("./") else name
        relative = not name.startswith("/") and self.file.endswith("/" + name)
        return bool(self.file) and (name == self.file or name.endswith("/" + self.file) or relative)

    def in_code(self, code):
        return self.in_file(code.co_filename) and self.line in lines_of(code)

    def names(self, code, qualified, module):
        """A program's main module is called by its file's name, too. What runs a class is no function."""
        if not self.function or code.co_name != self.function.rpartition(".")[2]:
            return False
        if not code.co_flags & 1 and code.co_name != "<module>":
            return False
        stem = code.co_filename.rpartition("/")[2].rpartition(".py")[0]
        end = "." + self.function
        return any(
            ("." + start + "." + qualified.replace(".<locals>", "")).endswith(end) for start in (module, stem)
        )

    def settle(self, codes):
        """Moves from a line without code to the next one that has some, once code of its file is there."""
        lines = [line for code in codes for line in lines_of(code)]
        later = [line for line in lines if line >= self.line]
        self.settled = self.settled or bool(lines)
        self.line = min(later) if later else self.line

    def trouble(self, frame):
        """None where the condition is false; else what it raised, or nothing."""
        if self.condition is None:
            return ""
        try:
            space = frame.f_globals
            if frame.f_locals is not space:
                space = Names(frame.f_locals)
                space.outer = frame.f_globals
            return "" if eval(self.condition, space, space) else None
        except Exception as error:
            return type(error).__name__ + ": " + str(error)


def source_of(name):
    """The file of a module that comes with the interpreter as bytecode, whose code is of `<frozen NAME>`."""
    if not name.startswith("<frozen "):
        return name
    module = name[len("<frozen ") : -1]
    return getattr(sys.modules.get(module), "__file__", None) or module.replace(".", "/") + ".py"


class Names(dict):
    """The locals of a frame before its globals, as what is nested in an expression sees them too."""

    def __missing__(self, name):
        return self.outer[name]


class Breakpoints(object):
    """All of one session of pmdb's.

    `mark` tells its calls from those of others; `lines` and `functions` are what the hooks look up."""

    def __init__(self, mark):
        self.mark = mark
        self.points = {}
        self.lines = {}
        self.functions = []
        self.qualified = {}
        self.standing = 0
        # Of the thread that stands; in builds without a GIL others get to breakpoints meanwhile, and wait for it.
        self.turn = _thread.RLock()
        self.process = posix.getpid()
        self.step = None
        # The frame that has been finished by a step, while its thread stands there.
        self.ending = None
        self.each = None
        # Whether a thread of the program's own runs what is wanted now.
        self.own = False
        self.tracer = tracer()
        self.looked = 0

    def set(self, point):
        self.prepare()
        codes = Codes(lambda code: not point.file or code.co_name == "<module>" or point.in_file(code.co_filename))
        point.settle(codes.of_file(point))
        places = codes.places(point) or self.elsewhere(point, codes)
        self.points[point.number] = point
        self.changed()
        self.arm([code for code, _, _ in codes.found.values() if point.in_code(code)])
        return places, [] if places else sorted(codes.known(point))[:4000]

    def elsewhere(self, point, codes):
        """Where there is no such place: the one that is meant, none where it may come later, else why not."""
        if point.function:
            point.function = meant(point.function) or point.function
        elif point.settled:
            last, name = max((line, code.co_filename) for code in codes.of_file(point) for line in lines_of(code))
            raise Refused("no code is at line %d of %s; the last line with code is %d" % (point.line, name, last))
        return codes.places(point)

    def delete(self, number):
        self.points.pop(number, None)
        self.changed()
        if not self.points:
            self.clear()

    def begin(self, step):
        """Lets the thread that stands here take a step, once it is let go."""
        self.prepare()
        self.over()
        if step.frame is self.ending:
            step.from_end()
        self.step = step
        self.follow(step)

    def begin_step(self, kind, depth, function):
        """What is answered, as `act.py` does."""
        try:
            self.begin(Step(kind, frame_at(depth, function)))
            return b"D1"
        except Exception as error:  # a program tells in its answer what it meets
            return refusal(error)

    def over(self):
        """There is no step any more."""
        step, self.step = self.step, None
        if step is not None:
            self.unfollow(step)

    def idle(self):
        return not self.points and self.step is None

    def clear(self):
        self.over()
        self.points = {}
        self.changed()
        self.disarm()

    def gone(self):
        """Nothing of it is left anywhere."""
        if getattr(sys, "_pmdb_breakpoints", None) is self:
            del sys._pmdb_breakpoints

    def changed(self):
        lines = {}
        for point in self.points.values():
            if not point.function:
                lines.setdefault(point.line, []).append(point)
        self.lines = lines
        self.functions = [point for point in self.points.values() if point.function]

    def loaded(self, code):
        """A module begins to run: breakpoints that waited for its file learn which lines have code."""
        waiting = [point for point in self.points.values() if not point.settled and point.in_file(code.co_filename)]
        for point in waiting:
            point.settle(nested(code))
        if waiting:
            self.changed()

    def at_line(self, code, line):
        return [point for point in self.lines.get(line, ()) if point.in_file(code.co_filename)]

    def at_start(self, frame):
        code = frame.f_code
        names = [point for point in self.functions if code.co_name == point.function.rpartition(".")[2]]
        module = str(frame.f_globals.get("__name__"))
        return [point for point in names if point.names(code, self.qualified_name(code), module)] if names else names

    def qualified_name(self, code):
        """Before 3.11 only functions know it."""
        if hasattr(code, "co_qualname"):
            return code.co_qualname
        if id(code) not in self.qualified:
            owners = [one for one in gc.get_referrers(code) if getattr(one, "__code__", None) is code]
            self.qualified[id(code)] = code, owners[0].__qualname__ if owners else code.co_name
        return self.qualified[id(code)][1]

    def arrived(self, points, frame):
        """Whether it has stopped there."""
        stopped = False
        for point in points:
            trouble = point.trouble(frame)
            if trouble is not None:
                stopped |= self.stand(
                    "B", "%d %s" % (point.number, trouble), lambda: self.points.get(point.number) is point
                )
        self.look()
        return stopped

    def stand(self, kind, text, still):
        """Ends a step, too, whoever takes it: the next one is from here. False where what it would stand for has gone
        while it waited. Its kind is B at a breakpoint, S at the end of a step."""
        if posix.getpid() != self.process:  # whoever stood when it was forked off is not there
            self.process, self.turn = posix.getpid(), _thread.RLock()
        with self.turn:
            if not still():
                return False
            self.over()
            self.standing += 1
            self.stop(kind, text)
            self.standing -= 1
        self.look(1)
        return True

    def line(self, frame, points):
        """A frame has come to a line, where points may be."""
        step = self.step
        if not (points and self.arrived(points, frame)) and step is not None and step.ends_at_line(frame):
            self.stand("S", "0 ", lambda: self.step is step)

    def end(self, step, word, value):
        """The frame of a step ends."""
        if step.ends():
            self.ending = step.frame
            self.stand("S", "0 " + outcome(word, value), lambda: self.step is step)
            self.ending = None
        elif step.frame.f_code.co_flags & LEAVES:
            self.follow(step)

    def stop(self, kind, text):
        """Calls until it is let go: in between it runs what it is asked to, as the thread that stands here. gdb
        writes that, behind its length, to the room whose address it is told."""
        while True:
            room = bytes(1 << 20)
            self.call("%d %s %s" % (address(room), kind, text))
            length = int.from_bytes(room[:8], "little")
            if not length:
                return
            answer = ask(room[8 : 8 + length])
            kind, text = "A", "%d %d" % (len(answer), address(answer))

    def call(self, text):
        """The C library refuses the name of a variable that has a `=` in it, before it looks for it. The GIL is held
        all the time."""
        try:
            posix.unsetenv(("=pmdb %d %s" % (self.mark, text)).encode("utf-8", "backslashreplace").replace(b"\0", b"?"))
        except OSError:
            return

    def look(self, often=4096):
        """Every so often: is the debugger still there?"""
        self.looked += 1
        if self.tracer and self.looked % often == 0 and tracer() != self.tracer:
            self.clear()


def address(data):
    """Of what bytes hold."""
    return id(data) + bytes.__basicsize__ - 1


def ask(program):
    try:
        return eval(compile(program, __name__, "eval"), sys.modules["__main__"].__dict__)
    except Exception:  # a program tells in its answer what it meets
        return b""


def tracer():
    """Who traces this process; 0 also where that lies in another pid namespace."""
    try:
        with open("/proc/self/status", "rb") as status:
            for line in status:
                if line.startswith(b"TracerPid:"):
                    return int(line.split()[1])
    except OSError:
        return 0
    return 0
