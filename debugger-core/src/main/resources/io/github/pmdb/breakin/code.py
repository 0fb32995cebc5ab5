# The code that is in the target, and what the name of a function means there.
import gc
import sys

# By this and the name of their file what is ours is told from the program's own.
__name__ = "<pmdb>"


class Refused(Exception):
    pass


def refusal(error):
    """Hooks that are there already have been brought in with a Refused of their own."""
    kind = type(error).__name__
    text = "E" + ("" if kind == Refused.__name__ else kind + ": ") + str(error)
    return text.encode("utf-8", "backslashreplace")


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


def code_of(function):
    return function.__code__


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
        if id(code) in self.found or code.co_filename == __name__ or not self.wanted(code):
            return
        self.found[id(code)] = code, qualified, module
        inside = "" if code.co_name == "<module>" else qualified + (".<locals>." if code.co_flags & 1 else ".")
        for constant in code.co_consts:
            if type(constant) is type(code):
                self.add(constant, inside + constant.co_name, module)

    def known(self, point):
        """Names like the one that is wanted: of files, of functions with as much before them."""
        if point.file:
            return set(code.co_filename.rpartition("/")[2] for code in map(code_of, functions()))
        parts = point.function.count(".") + 1
        names = [module + "." + qualified for _, qualified, module in self.found.values()]
        return set(".".join(name.replace(".<locals>", "").split(".")[-parts:]) for name in names)

    def of_file(self, point):
        return [code for code, _, _ in self.found.values() if point.in_file(code.co_filename)]

    def places(self, point):
        """Where a breakpoint is, as file, line and function."""
        places = set()
        for code, qualified, module in self.found.values():
            if point.in_code(code):
                places.add((code.co_filename, point.line, qualified))
            elif point.names(code, qualified, module):
                places.add((code.co_filename, code.co_firstlineno, qualified))
        return sorted(places)


def nested(code):
    found = [code]
    for constant in code.co_consts:
        if type(constant) is type(code):
            found.extend(nested(constant))
    return found


def owners(path):
    """The classes and modules that a name stands for, with as much before it as is typed."""
    end = "." + path
    for name, module in list(sys.modules.items()):
        if ("." + name).endswith(end):
            yield module
    for thing in gc.get_objects():
        if issubclass(type(thing), type) and thing.__module__ != __name__:
            if any(name.endswith(end) for name in names_of(thing)):
                yield thing


def names_of(kind):
    """Those of a class, of a main module's by its file, too."""
    module = str(kind.__module__)
    path = getattr(sys.modules.get(module), "__file__", None) or ""
    stem = path.rpartition("/")[2].rpartition(".py")[0]
    return ["." + start + "." + kind.__qualname__.replace(".<locals>", "") for start in (module, stem)]


def attribute(owner, name):
    """What is there, without running anything; the class Refused where there is nothing."""
    for one in getattr(owner, "__mro__", (owner,)):
        if name in vars(one):
            return vars(one)[name]
    return Refused


def bare(thing):
    """The function in what decorators have made of it."""
    for name in "__func__", "fget":
        thing = getattr(thing, name, thing) if type(thing) in (staticmethod, classmethod, property) else thing
    while type(thing) is type(frames) and type(vars(thing).get("__wrapped__")) is type(frames):
        thing = vars(thing)["__wrapped__"]
    return thing


def meant(path):
    """The name of the function that a name leads to which no code bears: of a base class, of a module that is known
    by another name. None where it may still come."""
    classes = [one for one in owners(path) if isinstance(one, type)]
    if classes:
        raise Refused("`%s` is a class; %s" % (path, functions_in(classes[0])))
    start, _, name = path.rpartition(".")
    for owner in owners(start) if start else ():
        thing = bare(attribute(owner, name))
        if type(thing) is type(frames):
            return "%s.%s" % (thing.__module__, thing.__qualname__.replace(".<locals>", ""))
        if thing is not Refused:
            raise Refused("`%s` is no function of Python's but a %s" % (path, type(thing).__name__))
        if isinstance(owner, type):
            raise Refused("the class `%s` has no `%s`; %s" % (start, name, functions_in(owner)))
    return None


def functions_in(owner):
    names = [name for name, thing in vars(owner).items() if type(bare(thing)) is type(frames)]
    more = ", and %d more" % (len(names) - 8) if len(names) > 8 else ""
    return "its functions are " + ", ".join(names[:8]) + more if names else "it has no functions of its own"
