"""What a gdb that has a program's file, and no process, is asked by pmdb: where a location is, what type
an expression has there, into which agent bytecode it compiles, and how bytes of a type look.

pmdb starts such a gdb and speaks with it by lines of a number and JSON: `7 {"do": NAME, ...}` is answered by
one line that bears the number, `7 {"error": TEXT}` when gdb refuses. Works with gdb 12 to 16 and Python 3.8 and newer, for x86-64 programs.
"""

import json
import os
import re
import struct
import sys

import gdb

import pmdb_elements
import pmdb_pieces
import pmdb_returned
import pmdb_scope
import pmdb_shown
import pmdb_standing

_SCOPE = re.compile(r"^Scope: 0x([0-9a-f]+)$", re.M)
_SYMBOL = re.compile(r"(.+?) (?:\+ (\d+) )?in section ")

_NT_PRSTATUS = 1
_PRSTATUS_BYTES = 336
_FIRST_REGISTER = 112
_REGISTERS = 27
_RIP = 16
# Registers point into the middle of memory that is there and full of zeros.
_MEMORY = 1 << 30
_REGISTER_VALUE = 1 << 28
_PAGE = 4096


class _World:
    """What gdb takes for memory. To compile, that is the program's file, with or without a core of a thread that
    stands at one instruction, with zeros for memory: gdb finds the type of an expression by going through its
    pointers, and its names in the function that the location means. To show bytes of a process it is nothing: what
    their pointers lead to is not what the file has."""

    def __init__(self):
        self.place = None
        self.location = None
        self.file = None
        self.readable = True

    def of_file(self):
        self.leave()
        self._let_read(True)

    def of_nothing(self):
        self.leave()
        self._let_read(False)

    def _let_read(self, readable):
        if readable != self.readable:
            gdb.execute("set mem inaccessible-by-default " + ("off" if readable else "on"), to_string=True)
            self.readable = readable

    def stand_at(self, place, location):
        if place != self.place:
            self.of_file()
            self.file = os.memfd_create("pmdb-place")
            os.write(self.file, self._headers(place))
            os.ftruncate(self.file, _PAGE + _MEMORY)
            gdb.execute("core-file /proc/%d/fd/%d" % (os.getpid(), self.file), to_string=True)
        if (place, location) != (self.place, self.location):
            pmdb_scope.select(place, location)
        self.place, self.location = place, location

    def leave(self):
        if self.file is not None:
            gdb.execute("core-file", to_string=True)
            os.close(self.file)
            self.file = None
            self.place = None

    @staticmethod
    def _headers(place):
        status = bytearray(_PRSTATUS_BYTES)
        for i in range(_REGISTERS):
            value = place if i == _RIP else _REGISTER_VALUE
            struct.pack_into("<Q", status, _FIRST_REGISTER + 8 * i, value)
        note = struct.pack("<III", 5, len(status), _NT_PRSTATUS) + b"CORE\0\0\0\0" + bytes(status)
        header = b"\x7fELF\x02\x01\x01" + bytes(9)
        header += struct.pack("<HHIQQQIHHHHHH", 4, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
        header += struct.pack("<IIQQQQQQ", 4, 0, 176, 0, 0, len(note), 0, 4)
        header += struct.pack("<IIQQQQQQ", 1, 6, _PAGE, 0, 0, _MEMORY, _MEMORY, _PAGE)
        return header + note


_WORLD = _World()


def _stand(asked):
    _WORLD.stand_at(asked["place"], asked["of"])


# With what is not known of a value, which makes it a type of its own.
_TYPES = []


def _require_one_line(text):
    """A line break would begin another command. Names come from the program's debug information, and may have any character."""
    if "\n" in text or "\r" in text:
        raise ValueError("there is a line break in %r" % text)


# What can be written in front of `::` or behind it. Nothing in it calls or changes anything.
_PART = r"~?[A-Za-z_]\w*(<[\w:<>, *&]*>)?"
_NAME = re.compile(r"(::)?%s(::%s)*" % (_PART, _PART))


def _require_name(text):
    """gdb would evaluate what a program's author has put into a name."""
    if not _NAME.fullmatch(text):
        raise ValueError("%r is no name" % text)


_QUOTED = re.compile(r"'[^'\"\\()]*'")


def _require_inside(expression):
    """What stands in brackets is not to get out of them: gdb finds the type of what is inside without evaluating it."""
    depth = 0
    for character in _QUOTED.sub("", expression):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0 or character in "\"'\\":
            raise ValueError("%r is no expression" % expression)
    if depth:
        raise ValueError("a bracket of %r is not closed" % expression)


def _word(text):
    """One word of gdb's command line."""
    _require_one_line(text)
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def _open(asked):
    for setting in (
        "maint set internal-error quit no",
        "maint set internal-error corefile no",
        "set confirm off",
        "set width 0",
        "set debuginfod enabled off",
        "set auto-load safe-path /nonexistent",
        "set print static-members off",
        "set print null-stop on",
        # A region where nothing is, so that the rest can be declared inaccessible.
        "set mem inaccessible-by-default off",
        "mem 0 1 ro",
    ):
        try:
            gdb.execute(setting, to_string=True)
        except gdb.error:
            pass  # what a gdb does not know it does not do either
    file = _word(asked["file"])
    gdb.execute("file %s" % file, to_string=True)
    gdb.execute("symbol-file -o %d %s" % (asked["bias"], file), to_string=True)
    if "currently go" in gdb.execute("show language", to_string=True):
        # Its expressions have no __typeof__; what can be asked of a value is written alike.
        gdb.execute("set language c", to_string=True)
    return {"version": gdb.VERSION}


def _require_instruction(place):
    """A probe inside of an instruction would destroy it."""
    symbol = _SYMBOL.match(gdb.execute("info symbol 0x%x" % place, to_string=True))
    if symbol is None:
        raise ValueError("no function is known at 0x%x" % place)
    start = place - int(symbol.group(2) or 0)
    architecture = gdb.selected_inferior().architecture()
    if architecture.disassemble(start, place)[-1]["addr"] != place:
        raise ValueError("0x%x is inside of an instruction" % place)


def _places(asked):
    _WORLD.of_file()
    location = asked["location"]
    if location.startswith("*"):
        place = int(gdb.parse_and_eval("(unsigned long)(%s)" % location[1:]))
        _require_instruction(place)
        return {"places": [place]}
    text = gdb.execute("maint agent-eval -at %s,1" % location, to_string=True)
    return {"places": [int(scope, 16) for scope in _SCOPE.findall(text)]}


def _type_of(expression):
    """The type without evaluating: a cast of 0 to it. Where that cannot be, a pointer to it can."""
    _require_inside(expression)
    try:
        type = gdb.parse_and_eval("(__typeof__(%s))0" % expression).type
        return _in_full(type, expression) if type.code == gdb.TYPE_CODE_ARRAY else type
    except gdb.error as error:
        words = str(error)
    if words != "Invalid cast." and not words.startswith("Attempt to take address of value"):
        raise gdb.error(words)
    type = gdb.parse_and_eval("(__typeof__(&(%s)))0" % expression).type.strip_typedefs().target()
    # To a reference to a struct 0 can be cast no more than to the struct, and `ptype` alone tells them apart.
    plain = words == "Invalid cast." and not gdb.execute("ptype " + expression, to_string=True).rstrip().endswith("&")
    return type if plain else type.reference()


def _in_full(type, expression):
    """gdb makes an array of no length as long as what is cast to it."""
    try:
        return gdb.parse_and_eval("(__typeof__(&(%s)))0" % expression).type.strip_typedefs().target()
    except gdb.error:
        return type  # it has no address


_INTEGERS = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_RANGE, gdb.TYPE_CODE_FLAGS)
_REFERENCES = (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF)


def _is_signed(type):
    try:
        return type.is_signed
    except AttributeError:  # before gdb 12
        return "unsigned" not in str(type)


def _kind(type):
    plain = type.strip_typedefs()
    code = plain.code
    if code in _REFERENCES:
        return "REFERENCE"
    if code == gdb.TYPE_CODE_PTR:
        return "STRING" if pmdb_shown.is_character(plain.target()) else "POINTER"
    if code == gdb.TYPE_CODE_FLT:
        return "FLOAT"
    if plain.sizeof > 8 and code in _INTEGERS:
        return "WIDE"
    if code == gdb.TYPE_CODE_ENUM:
        return "ENUM"
    if code == gdb.TYPE_CODE_BOOL:
        return "BOOL"
    if code == gdb.TYPE_CODE_CHAR or pmdb_shown.is_character(plain):
        return "CHARACTER"
    if code in _INTEGERS:
        return "SIGNED" if _is_signed(plain) else "UNSIGNED"
    if code in (gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_METHOD):
        return "FUNCTION"
    if code == gdb.TYPE_CODE_VOID:
        return "VOID"
    return "OTHER"


# Strings that members lead to, and levels of structs in structs.
_MOST_TEXTS = 16
_DEEPEST = 8


def _texts(type, at, depth, found):
    """Where in a value there are pointers to characters."""
    plain = type.strip_typedefs()
    if len(found) >= _MOST_TEXTS or depth > _DEEPEST or not plain.sizeof:
        return
    if plain.code == gdb.TYPE_CODE_PTR:
        if _kind(plain) == "STRING":
            found.append(at)
    elif plain.code == gdb.TYPE_CODE_ARRAY:
        low, high = plain.range()
        element = plain.target()
        for i in range(min(high - low + 1, _MOST_TEXTS)):
            _texts(element, at + i * element.sizeof, depth + 1, found)
    elif pmdb_shown.is_short_string(plain):
        found.append(at + pmdb_shown.ADDRESS_AT)
    elif plain.code == gdb.TYPE_CODE_STRUCT:
        for field in plain.fields():
            if field.name == "_M_dataplus" and not field.type.strip_typedefs().fields():
                found.append(at)  # clang leaves out what is in it: the pointer
            # Static members are elsewhere, and so are bases that objects share.
            elif isinstance(getattr(field, "bitpos", None), int) and not getattr(field, "bitsize", 0):
                _texts(field.type, at + field.bitpos // 8, depth + 1, found)


def _texts_of(type, size):
    found = []
    if size and _kind(type) == "OTHER":
        _texts(type, 0, 0, found)
    return [at for at in found if at + 8 <= size]


def _described(type, absent=()):
    if (type, absent) not in _TYPES:
        _TYPES.append((type, absent))
    size = type.sizeof if pmdb_shown.is_sized(type) else 0
    told = {"id": _TYPES.index((type, absent)), "kind": _kind(type), "size": size, "name": str(type), "texts": _texts_of(type, size)}
    if absent:
        there = [at for at in told["texts"] if not any(begin < at + 8 and at < end for begin, end, _ in absent)]
        return dict(told, texts=there, string=False, elements=pmdb_elements.NONE)
    return dict(told, string=pmdb_shown.is_string(type), elements=pmdb_elements.of(type))


_RESULT = "$retval"


def _returned(asked, expression):
    """The type of what the function returns, where it is asked for. gdb has a variable of that name to tell types by."""
    if _RESULT not in expression:
        return None
    block = _function_block(asked)
    type = block.function.type.target()
    gdb.set_convenience_variable(_RESULT[1:], gdb.Value(bytes(type.sizeof), type))
    return type


def _type(asked):
    _stand(asked)
    expression = asked["expression"]
    returned = _returned(asked, expression)
    try:
        return _described(_type_of(expression))
    except gdb.error as error:
        type = pmdb_pieces.type_of(expression, asked["place"], returned)
        if type is None:
            raise error
        return _described(type)


def _bytecode(asked):
    _stand(asked)
    _returned(asked, asked["expression"])
    return {"text": pmdb_scope.compiled(asked["expression"], asked["place"], asked["of"])}


def _standing(asked):
    _stand(asked)
    _require_name(asked["name"])
    return pmdb_standing.of(asked["name"], asked["place"])


def _words(asked):
    _stand(asked)
    type = _returned(asked, asked["path"])
    found = pmdb_pieces.words(asked["path"], asked["place"], type and (type, pmdb_returned.told(type)))
    if "missing" in found:
        return found
    return {"words": found["words"], "type": _described(found["type"], found["absent"])}


def _function_block(asked):
    """Of the function that is meant."""
    blocks = pmdb_scope.functions(asked["place"])
    return blocks[pmdb_scope.depth(asked["place"], asked["of"])] if blocks else None


def _entry(block):
    """Where a call begins; 0 for a function that is not called here but inlined into another."""
    outer = block.superblock
    while outer is not None:
        if outer.function is not None:
            return 0
        outer = outer.superblock
    return pmdb_scope.entry(block)


_CLONE = re.compile(r"\.(isra|constprop|part|cold|llvm|lto_priv|specialized)\b")


def _calling(block, returned):
    """Whether the registers of arguments are those of the ABI. The compiler makes clones as it likes; what is returned
    in memory is so through a pointer that is the first argument."""
    if _CLONE.search(gdb.execute("info symbol 0x%x" % block.start, to_string=True)):
        return "CLONE"
    if block.function.symtab.filename.endswith(".go"):
        return "FOREIGN"
    return {pmdb_returned.MEMORY: "RESULT_BY_POINTER", pmdb_returned.REGISTERS: "PLAIN"}.get(returned, "UNKNOWN")


# `main.deep` of Go, which gdb may take for Ada's.
_OF_PACKAGE = re.compile(r"[\w/-][\w./-]*(\.[\w.()*]+|\[\w+\])")


def _bare_function(place):
    """A function of which only the symbol is known. Its arguments are where its caller put them at its first
    instruction, and where gdb stops behind what sets up the frame."""
    told = gdb.execute("info symbol 0x%x" % place, to_string=True)
    symbol = _SYMBOL.match(told)
    if symbol is None:
        return {"name": "", "entry": 0, "parameters": [], "calling": "UNKNOWN"}
    entry = place - int(symbol.group(2) or 0)
    known = place == entry or place in _stops(symbol.group(1))
    if _OF_PACKAGE.fullmatch(symbol.group(1)) and not _CLONE.search(told):
        return {"name": "", "entry": entry, "parameters": [], "calling": "FOREIGN"}
    calling = "CLONE" if _CLONE.search(told) else "PLAIN" if known else "UNKNOWN"
    return {"name": "", "entry": entry, "parameters": [], "calling": calling}


def _stops(name):
    """Where breakpoints of a function are."""
    _WORLD.of_file()
    try:
        text = gdb.execute("maint agent-eval -at %s,1" % name, to_string=True)
    except gdb.error:
        return []
    return [int(scope, 16) for scope in _SCOPE.findall(text)]


def _line(asked):
    """Of the source; empty where there is no debug information."""
    found = gdb.find_pc_line(asked["place"])
    known = found.symtab is not None and found.line > 0
    return {"text": "%s:%d" % (os.path.basename(found.symtab.filename), found.line) if known else ""}


_ASSEMBLY = (".s", ".S", ".sx", ".asm")


def _is_assembly(block):
    """Assemblers say of each function that it has no parameters."""
    return block.function.symtab.filename.endswith(_ASSEMBLY)


def _function(asked):
    block = _function_block(asked)
    if block is None or _is_assembly(block):
        return _bare_function(asked["place"])
    parameters = [
        {"name": symbol.name, "type": _described(symbol.type)} for symbol in block if symbol.is_argument
    ]
    result = block.function.type.target()
    answer = {"name": block.function.name, "entry": _entry(block), "parameters": parameters}
    answer["result"] = _described(result)
    answer["returned"] = pmdb_returned.where(block, result, _WORLD)
    answer["calling"] = _calling(block, answer["returned"])
    return answer


def _locals(asked):
    """The variables that are seen at the place, innermost first; one that is hidden is left out."""
    names = []
    _stand(asked)
    block = pmdb_scope.block(asked["place"])
    while block is not None and not block.is_global and not block.is_static:
        for symbol in block:
            if symbol.is_variable and not symbol.is_argument and symbol.name not in names:
                names.append(symbol.name)
        if block.function is not None:
            break
        block = block.superblock
    return {"names": names}


def _format(asked):
    _WORLD.of_nothing()
    texts = {int(address, 16): " " + text for address, text in asked.get("texts", {}).items()}
    type, absent = _TYPES[asked["type"]]
    return {"text": pmdb_shown.shown(type, bytes.fromhex(asked["bytes"]), texts, absent)}


_ANSWERS = {
    "open": _open,
    "places": _places,
    "type": _type,
    "bytecode": _bytecode,
    "standing": _standing,
    "words": _words,
    "function": _function,
    "line": _line,
    "locals": _locals,
    "format": _format,
}


def _answer(question):
    """Whatever goes wrong is the fate of one question."""
    try:
        asked = json.loads(question)
        for key in ("location", "expression"):
            _require_one_line(asked.get(key, ""))
        return _ANSWERS[asked["do"]](asked)
    except (gdb.error, RuntimeError, ValueError) as error:
        return {"error": str(error)}
    except Exception as error:
        return {"error": "%s: %s" % (type(error).__name__, error)}


def _be_alone():
    """Ctrl-C is meant for pmdb, which asks to the end what it needs."""
    try:
        os.setsid()
    except OSError:
        pass  # it is so already


def _serve():
    """gdb's own words go where its errors go, so that nothing stands between the answers."""
    _be_alone()
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout.flush()
    for line in questions:
        number, _, question = line.partition(" ")
        answers.write("%s %s\n" % (number, json.dumps(_answer(question))))
        answers.flush()


_serve()
