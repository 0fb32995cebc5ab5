"""What only gdb knows about frames, and what only gdb can do to a process, for pmdb.

pmdb loads this into the gdb that it drives. In a plain gdb, `source pmdb_gdb.py` gives console commands,
those at the end, which print one line of JSON each. gdb 12 and newer also get them as MI commands, with
the same content as MI values.

Works with gdb 10 to 16 and Python 3.6 and newer; uses gdb's Python API and the standard library.
"""

import json
import re

import gdb

# `<symbol+offset>`, as gdb prints a pointer into a function.
_SYMBOL_OFFSET = re.compile(r"\+(\d+)>$")
# `{level=0,...,id={stack=0x7ffe...,code=...` (gdb 13) or `{stack=0x7ffe...,code=...` (before).
_FRAME_ID = re.compile(r"\bstack=(0x[0-9a-f]+)")

_KINDS = {
    gdb.NORMAL_FRAME: "normal",
    gdb.INLINE_FRAME: "inline",
    gdb.SIGTRAMP_FRAME: "signal",
    gdb.TAILCALL_FRAME: "tailcall",
    gdb.DUMMY_FRAME: "dummy",
    gdb.ARCH_FRAME: "arch",
    gdb.SENTINEL_FRAME: "sentinel",
}

# The stack pointer by the architecture's name as gdb has it.
_STACK_POINTERS = (("i386:x86-64", "rsp"), ("i386", "esp"))


def _stack_pointer_name(frame):
    architecture = frame.architecture().name()
    for start, register in _STACK_POINTERS:
        if architecture.startswith(start):
            return register
    return "sp"


def _unsigned(value):
    return int(value) & 0xFFFFFFFFFFFFFFFF


class _Walk:
    """A walk from the newest frame of a thread outwards.

    Recursion repeats program counters, so what is said of code is looked up once for each.
    """

    def __init__(self, newest, limit):
        self.limit = limit
        self.register = _stack_pointer_name(newest)
        self.known = {}
        self.frames = []
        self.problem = ""
        self.truncated = False
        self.last_cfa = 0
        self._run(newest)
        self._set_cfas()

    def _run(self, newest):
        frame = newest
        inlined_before = 0
        while frame is not None:
            if len(self.frames) == self.limit:
                self.truncated = True
                self.last_cfa = self._sp(frame)
                return
            facts = self._facts(frame, inlined_before)
            self.frames.append(facts)
            inlined_before = inlined_before + 1 if facts["kind"] == "inline" else 0
            frame = self._older(frame)

    def _older(self, frame):
        try:
            older = frame.older()
            if older is None:
                self._outermost(frame)
            return older
        except gdb.error as error:
            self.problem = str(error)
            return None

    def _outermost(self, frame):
        reason = frame.unwind_stop_reason()
        if reason not in (gdb.FRAME_UNWIND_NO_REASON, gdb.FRAME_UNWIND_OUTERMOST):
            self.problem = gdb.frame_stop_reason_string(reason)
        shown = _FRAME_ID.search(str(frame))
        self.last_cfa = int(shown.group(1), 16) if shown else 0

    def _sp(self, frame):
        try:
            return _unsigned(frame.read_register(self.register))
        except (gdb.error, ValueError):
            return 0

    def _facts(self, frame, inlined_before):
        pc = _unsigned(frame.pc())
        kind = _KINDS.get(frame.type(), "normal")
        code = self._code(frame, pc, inlined_before)
        facts = {"level": len(self.frames), "pc": hex(pc), "sp": self._sp(frame), "kind": kind}
        facts.update(code)
        return facts

    def _code(self, frame, pc, inlined_before):
        called = len(self.frames) - inlined_before - 1
        if called < 0:
            # gdb may hide inlined frames of the innermost one while it steps into them.
            return _describe(frame, pc, False)
        calls = self.frames[called]["kind"] != "signal"
        key = (pc, inlined_before, calls)
        if key not in self.known:
            self.known[key] = _describe(frame, pc, calls)
        return self.known[key]

    def _set_cfas(self):
        """A frame's CFA is the stack pointer of its caller; inlined ones share that of their frame."""
        older_sp = older_cfa = self.last_cfa
        for facts in reversed(self.frames):
            facts["cfa"] = older_cfa if facts["kind"] == "inline" else older_sp
            older_sp, older_cfa = facts["sp"], facts["cfa"]
        for facts in self.frames:
            facts["sp"], facts["cfa"] = hex(facts["sp"]), hex(facts["cfa"])


def _describe(frame, pc, calls):
    """What is known of the code at pc. A caller's pc is behind its call, maybe in the next function."""
    name = _attempt(frame.name)
    facts = {
        "function": name or "",
        "offset": _offset(pc - 1) + 1 if calls else _offset(pc),
        "solib": _attempt(lambda: gdb.solib_name(pc)) or "",
        "file": "",
        "line": 0,
    }
    place = _attempt(frame.find_sal)
    if place is not None and place.symtab is not None:
        facts["file"] = _attempt(place.symtab.fullname) or ""
        facts["line"] = place.line
    return facts


def _offset(pc):
    shown = _attempt(lambda: gdb.Value(pc).format_string(format="a"))
    found = _SYMBOL_OFFSET.search(shown or "")
    return int(found.group(1)) if found else 0


def _attempt(function):
    """The result, or None where gdb has none (names in no known encoding, unreadable debug files)."""
    try:
        return function()
    except (gdb.error, RuntimeError, UnicodeError):
        return None


def _thread(lwp):
    for inferior in gdb.inferiors():
        for thread in inferior.threads():
            pid, lwp_id, _ = thread.ptid
            if lwp in (lwp_id, pid if lwp_id == 0 else lwp_id):
                return thread
    raise gdb.GdbError("gdb knows no thread %d" % lwp)


def _of_thread(thread, question):
    """Asks with a thread selected; the user's selection stays as it is."""
    selected, frame = gdb.selected_thread(), _attempt(gdb.selected_frame)
    try:
        thread.switch()
        return question()
    finally:
        if selected is not None and selected.is_valid():
            selected.switch()
            if frame is not None and frame.is_valid():
                frame.select()


def frames(lwp, limit):
    """Frames of the thread with a kernel id, innermost first."""
    walk = _of_thread(_thread(lwp), lambda: _Walk(gdb.newest_frame(), limit))
    return {"frames": walk.frames, "truncated": "yes" if walk.truncated else "no", "problem": walk.problem}


# `struct user_regs_struct` of x86-64 Linux (arch/x86/include/asm/user_64.h), in its order.
_REGISTERS = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs"
).split()


def registers():
    """The general registers of all threads that stand still, none on another machine than x86-64."""
    selected, frame = gdb.selected_thread(), _attempt(gdb.selected_frame)
    found = []
    try:
        for thread in [thread for inferior in gdb.inferiors() for thread in inferior.threads()]:
            values = _attempt(lambda: _registers_of(thread))
            if values is not None:
                found.append({"lwp": thread.ptid[1] or thread.ptid[0], "values": values})
    finally:
        if selected is not None and selected.is_valid():
            selected.switch()
            if frame is not None and frame.is_valid():
                frame.select()
    return {"threads": found}


def _registers_of(thread):
    thread.switch()
    frame = gdb.newest_frame()
    if not frame.architecture().name().startswith("i386:x86-64"):
        return None
    return [hex(_unsigned(frame.read_register(name))) for name in _REGISTERS]


def selection():
    """The selected thread's kernel id (0 for none) and the level of the selected frame."""
    thread = gdb.selected_thread()
    if thread is None:
        return {"lwp": 0, "level": 0}
    frame, level = _attempt(gdb.selected_frame), 0
    while frame is not None and frame.newer() is not None:
        frame, level = frame.newer(), level + 1
    return {"lwp": thread.ptid[1] or thread.ptid[0], "level": level}


def select(lwp, level):
    """Selects a thread and one of its frames, without a word on the console: what is told there is for a
    user who typed `thread` or `frame`."""
    thread = _thread(lwp)
    if thread != gdb.selected_thread():
        thread.switch()
    if level == 0 and not thread.is_stopped():
        return {"lwp": lwp, "level": 0}
    frame = gdb.newest_frame()
    for at in range(level):
        frame = frame.older()
        if frame is None:
            raise gdb.GdbError("thread %d has %d frames, no frame %d" % (lwp, at + 1, level))
    frame.select()
    return selection()


# What a call needs of gdb's settings: one that is interrupted leaves no trace, and C's types mean what they
# should whatever language the frame is in.
_CALLING = (("unwindonsignal", "on"), ("language", "c"), ("print thread-events", "off"))


class _Settings:
    """Settings for the time of one action, put back behind it."""

    def __init__(self, settings):
        self.settings = settings
        self.before = []

    def __enter__(self):
        for name, value in self.settings:
            self.before.append((name, _setting(name)))
            gdb.execute("set %s %s" % (name, value), to_string=True)

    def __exit__(self, *_):
        for name, value in self.before:
            gdb.execute("set %s %s" % (name, value), to_string=True)


def _setting(name):
    value = gdb.parameter(name)
    return {True: "on", False: "off"}.get(value, value)


def call(lwp, alone, function, *arguments):
    """Calls a function on a thread, alone or while the others run. Tells the result, and the kernel id of a
    thread that came into being by the call (0 for none). After a call alone gdb would take such a thread for
    one that runs."""
    settings = _CALLING + (("scheduler-locking", "on" if alone else "off"),)

    def called():
        with _Settings(settings):
            return gdb.parse_and_eval(_call_expression(function, arguments))

    before = set(_lwps())
    value = _of_thread(_thread(lwp), called)
    born = sorted(set(_lwps()) - before)
    return {"value": hex(_unsigned(value)), "born": born[-1] if born else 0}


def _call_expression(function, arguments):
    types = ", ".join(["unsigned long"] * len(arguments)) or "void"
    values = ", ".join("%dUL" % argument for argument in arguments)
    return "((unsigned long (*)(%s)) %d)(%s)" % (types, function, values)


def _lwps():
    return [thread.ptid[1] or thread.ptid[0] for inferior in gdb.inferiors() for thread in inferior.threads()]


_TRAPS = {}


def trap(address, set_or_clear):
    """Stops, without a word, every thread that gets to the address; 0 takes that back."""
    old = _TRAPS.pop(address, None)
    if old is not None and old.is_valid():
        old.delete()
    if set_or_clear:
        _TRAPS[address] = gdb.Breakpoint("*%d" % address, internal=True)
        _TRAPS[address].silent = True
    return {"traps": len(_TRAPS)}


class _Listener(gdb.Breakpoint):
    """Stops where a function is called with a text that begins with a mark and, behind a number, one of the letters
    that are waited for."""

    here = None

    def __init__(self, address, mark):
        super().__init__("*%d" % address, internal=True)
        self.silent = True
        self.address, self.mark = address, b"=pmdb %d " % mark
        self.caller, self.text, self.told, self.letters = None, 0, True, [b"B"]

    def stop(self):
        text = _unsigned(gdb.parse_and_eval("(unsigned long) $rdi"))
        try:
            head = gdb.selected_inferior().read_memory(text, len(self.mark) + 24).tobytes()
        except gdb.MemoryError:
            return False
        letter = head[len(self.mark) :].split(b" ", 2)[1:2]
        if not head.startswith(self.mark) or not letter or letter[0] not in self.letters:
            return False
        self.caller, self.text, self.told = gdb.selected_thread(), text, False
        return True

    def is_standing(self):
        """Whether the thread that was last heard is still in its call."""
        if self.caller is None or not self.caller.is_valid() or not self.caller.is_stopped():
            return False
        return _attempt(lambda: _of_thread(self.caller, lambda: gdb.newest_frame().pc())) == self.address


def listen(address, mark):
    """Listens for calls of a function with the mark."""
    old = _Listener.here
    if old is None or not old.is_valid() or (old.address, old.mark) != (address, b"=pmdb %d " % mark):
        if old is not None and old.is_valid():
            old.delete()
        _Listener.here = _Listener(address, mark)
    return {"listening": hex(address)}


def heed(*letters):
    """Which calls stop the process now, by the codes of their letters."""
    if _Listener.here is not None and _Listener.here.is_valid():
        _Listener.here.enabled = bool(letters)
        _Listener.here.letters = [bytes([letter]) for letter in letters]
    return {"heeding": len(letters)}


def heard(taken):
    """The kernel id of the thread that stands in a call, the address of its text, that of the function, and whether
    this is told for the first time, which it is until it is taken; 0 when there is none."""
    listener = _Listener.here
    if listener is None or not listener.is_standing():
        return {"lwp": 0, "text": "0x0", "function": "0x0", "fresh": 0}
    fresh = int(not listener.told)
    listener.told = listener.told or taken != 0
    return {
        "lwp": listener.caller.ptid[1] or listener.caller.ptid[0],
        "text": hex(listener.text),
        "function": hex(listener.address),
        "fresh": fresh,
    }


def _numbers(argv, count):
    if count is not None and len(argv) != count:
        raise gdb.GdbError("%d numbers are expected, not %d" % (count, len(argv)))
    try:
        return [int(argument, 0) for argument in argv]
    except ValueError:
        raise gdb.GdbError("numbers are expected, not: %s" % " ".join(argv))


def _define(name, parameters, function):
    """Defines a console command that prints JSON and, where gdb can, an MI command. Without a number of
    parameters there may be any."""

    def console(self, argument, from_tty):
        answer = function(*_numbers(gdb.string_to_argv(argument), parameters))
        gdb.write(json.dumps(answer) + "\n")

    def machine(self, argv):
        return function(*_numbers(argv, parameters))

    type("Console", (gdb.Command,), {"invoke": console, "__doc__": function.__doc__})(
        name, gdb.COMMAND_STACK
    )
    if hasattr(gdb, "MICommand"):
        type("Machine", (gdb.MICommand,), {"invoke": machine})("-" + name)


class _Try(gdb.Command):
    """Runs a command of gdb's and leaves in $_pmdb_failed whether gdb refused it: 0 or 1.

    gdb tells that nowhere else for a line of its console."""

    FAILED = "_pmdb_failed"

    def __init__(self):
        super().__init__("pmdb-try", gdb.COMMAND_SUPPORT)
        gdb.set_convenience_variable(self.FAILED, 0)

    def invoke(self, argument, from_tty):
        gdb.set_convenience_variable(self.FAILED, 0)
        try:
            gdb.execute(argument, from_tty)
        except gdb.error as refusal:
            gdb.set_convenience_variable(self.FAILED, 1)
            raise gdb.GdbError(str(refusal))


_Try()
_define("pmdb-frames", 2, frames)
_define("pmdb-registers", 0, registers)
_define("pmdb-selection", 0, selection)
_define("pmdb-select", 2, select)
_define("pmdb-call", None, call)
_define("pmdb-trap", 2, trap)
_define("pmdb-listen", 2, listen)
_define("pmdb-heed", None, heed)
_define("pmdb-heard", 1, heard)
