# Python breakpoints of pmdb's, in the target: what is common to both kinds of hooks. A hook looks where a thread gets
# to, and calls a function of the C library with an argument that nobody else gives it; gdb waits there. Without gdb
# that call does nothing, and the hooks take themselves out.
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
        name = name[2:] if name.startswith("./") else name
        relative = not name.startswith("/") and self.file.endswith("/" + name)
        return bool(self.file) and (name == self.file or name.endswith("/" + self.file) or relative)

    def in_code(self, code):
        return self.in_file(code.co_filename) and self.line in lines_of(code)

    def names(self, code, qualified, module):
        """A program's main module is called by its file's name, too."""
        if not self.function or code.co_name != self.function.rpartition(".")[2]:
            return False
        stem = code.co_filename.rpartition("/")[2].rpartition(".py")[0]
        end = "." + self.function
        return any(
            ("." + start + "." + qualified.replace(".<locals>", "")).endswith(end) for start in (module, stem)
        )

    def settle(self, codes):
        """Moves from a line without code to the next one that has some, once code of the file is there."""
        lines = [line for code in codes if self.in_file(code.co_filename) for line in lines_of(code)]
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


class Refused(Exception):
    pass


class Names(dict):
    """The locals of a frame before its globals, as what is nested in an expression sees them too."""

    def __missing__(self, name):
        return self.outer[name]


def lines_of(code):
    if hasattr(code, "co_lines"):
        return set(line for _, _, line in code.co_lines() if line)
    lines, line = set(), code.co_firstlineno
    table = code.co_lnotab
    for at in range(0, len(table), 2):
        if table[at]:
            lines.add(line)
        line += table[at + 1] - (256 if table[at + 1] > 127 else 0)
    lines.add(line)
    return lines


def frames():
    """Those that run and those of generators and coroutines that are suspended."""
    for frame in list(sys._current_frames().values()):
        while frame is not None:
            yield frame
            frame = frame.f_back
    for thing in gc.get_objects():
        for name in {"generator": ("gi_frame",), "coroutine": ("cr_frame",), "async_generator": ("ag_frame",)}.get(
            type(thing).__name__, ()
        ):
            frame = getattr(thing, name, None)
            if frame is not None:
                yield frame


def functions():
    """All that the collector knows, and those of modules that it has been told to forget (gc.freeze)."""
    kind = type(frames)
    things = [thing for thing in gc.get_objects() if type(thing) is kind]
    if getattr(gc, "get_freeze_count", int)():
        for module in list(sys.modules.values()):
            for thing in list(getattr(module, "__dict__", {}).values()):
                inner = list(thing.__dict__.values()) if isinstance(thing, type) else [thing]
                things.extend(one for one in (getattr(one, "__func__", one) for one in inner) if type(one) is kind)
    return things


class Codes(object):
    """The code that is there, each with its qualified name and its module."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.found = {}
        for function in functions():
            self.add(function.__code__, function.__qualname__, str(function.__module__))
        for frame in frames():
            code = frame.f_code
            self.add(code, getattr(code, "co_qualname", code.co_name), str(frame.f_globals.get("__name__")))

    def add(self, code, qualified, module):
        if id(code) in self.found or not self.wanted(code):
            return
        self.found[id(code)] = code, qualified, module
        inside = "" if code.co_name == "<module>" else qualified + (".<locals>." if code.co_flags & 1 else ".")
        for constant in code.co_consts:
            if type(constant) is type(code):
                self.add(constant, inside + constant.co_name, module)

    def places(self, point):
        """Where a breakpoint is, as file, line and function."""
        places = set()
        for code, qualified, module in self.found.values():
            if point.in_code(code):
                places.add((code.co_filename, point.line, qualified))
            elif point.names(code, qualified, module):
                places.add((code.co_filename, code.co_firstlineno, qualified))
        return sorted(places)


class Breakpoints(object):
    """All of one session of pmdb's.

    `mark` tells its calls from those of others; `lines` and `functions` are what the hooks look up."""

    def __init__(self, mark):
        self.mark = mark
        self.points = {}
        self.lines = {}
        self.functions = []
        self.qualified = {}
        self.standing = []
        self.each = None
        self.tracer = tracer()
        self.looked = 0

    def set(self, point):
        self.prepare()
        codes = Codes(lambda code: not point.file or code.co_name == "<module>" or point.in_file(code.co_filename))
        point.settle([code for code, _, _ in codes.found.values()])
        places = codes.places(point)
        self.points[point.number] = point
        self.changed()
        self.arm([code for code, _, _ in codes.found.values() if point.in_code(code)])
        return places

    def delete(self, number):
        self.points.pop(number, None)
        self.changed()
        if not self.points:
            self.clear()

    def clear(self):
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
        for point in points:
            trouble = point.trouble(frame)
            if trouble is not None:
                self.standing.append(point)
                self.stop("%d %s" % (point.number, trouble))
                self.standing.pop()
                self.look(1)
        self.look()

    def stop(self, text):
        """Calls until it is let go: in between it runs what it is asked to, as the thread that stands here. gdb
        writes that, behind its length, to the room whose address it is told."""
        kind = "B"
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
        return eval(program, sys.modules["__main__"].__dict__)
    except Exception:  # a program tells in its answer what it meets
        return b""


def nested(code):
    found = [code]
    for constant in code.co_consts:
        if type(constant) is type(code):
            found.extend(nested(constant))
    return found


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
