"""Where functions return what is no number, by the System V ABI of x86-64, for the gdb that reads a program's symbols
for pmdb (`pmdb_symbols.py`): small structs in up to two registers, large ones in memory, and so small ones of C++ whose
copies or destructors run code. Works with gdb 12 to 16 and Python 3.8 and newer."""

import itertools
import re

import gdb

import pmdb_pieces
import pmdb_scope

MEMORY = "MEMORY"
REGISTERS = "REGISTERS"

_WORD = 8
_LARGEST = 16
_LONGEST_VECTOR = 64
# Of an object, with its bases and members.
_MOST_CLASSES = 200
_DEEPEST = 8
_RECORDS = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)
_REFERENCES = (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF)
_POINTERS = (gdb.TYPE_CODE_PTR,) + _REFERENCES
_INTEGERS = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_FLAGS)
_WHOLE = _INTEGERS + _POINTERS + (gdb.TYPE_CODE_RANGE, gdb.TYPE_CODE_MEMBERPTR, gdb.TYPE_CODE_METHODPTR)

# Classes of eight bytes.
_INTEGER = "INTEGER"
_SSE = "SSE"
_SSE_UPPER = "SSEUP"
_X87 = "X87"
_X87_UPPER = "X87UP"


class _InMemory(Exception):
    """Not in registers."""


def where(block, type, world):
    """`MEMORY`, `REGISTERS`, or why it is not known, for a function's block and what it returns."""
    plain = type.strip_typedefs()
    file = block.function.symtab.filename
    if plain.code in _RECORDS and plain.sizeof <= _LARGEST:
        if file.endswith(".rs"):
            return "Rust returns structs in ways of its own"
        if not plain.sizeof:
            return "its debug information does not tell what is in it"
        by_reference = _is_by_reference(block, plain, world)
        if by_reference is None:
            return "its debug information does not tell whether copies of it run code"
        if by_reference:
            return MEMORY
    try:
        _classes(plain)
        return REGISTERS
    except _InMemory:
        return MEMORY


def told(type):
    """In gdb's words for a variable in pieces, which registers have it."""
    whole, vectors = ["rax", "rdx"], ["xmm0", "xmm1"]
    pieces = []
    last = "st0"
    for kind in _classes(type.strip_typedefs()):
        if kind == _INTEGER:
            last = whole.pop(0)
        elif kind == _SSE:
            last = vectors.pop(0)
        pieces.append("a variable in $%s [8-byte piece]" % last if kind else "an empty 8-byte piece")
    return ", and ".join(pieces)


def _classes(plain):
    """One for each eight bytes, None for padding."""
    if plain.sizeof > _LONGEST_VECTOR:
        raise _InMemory
    found = [None] * ((plain.sizeof + _WORD - 1) // _WORD)
    leaves = list(_leaves(plain, 0, 0))
    if plain.sizeof > _LARGEST and not (len(leaves) == 1 and leaves[0][2] == _SSE) and not _is_of_coprocessor(plain):
        raise _InMemory
    for at, size, kind in leaves:
        for i in range(at // _WORD, min((at + size + _WORD - 1) // _WORD, len(found))):
            upper = {_SSE: _SSE_UPPER, _X87: _X87_UPPER}.get(kind, kind)
            found[i] = _merged(found[i], upper if i > at // _WORD and size > _WORD else kind)
    return _cleaned_up(found)


def _cleaned_up(found):
    """An upper half whose lower one has been merged into another class is none."""
    for i, kind in enumerate(found):
        before = found[i - 1] if i else None
        if kind == _X87_UPPER and before != _X87:
            raise _InMemory
        if kind == _SSE_UPPER and before not in (_SSE, _SSE_UPPER):
            found[i] = _SSE
    return found


def _is_of_coprocessor(plain):
    return plain.code == gdb.TYPE_CODE_COMPLEX and _of_number(plain.target()) == _X87


def _merged(one, other):
    if one is None or one == other:
        return other
    if _INTEGER in (one, other):
        return _INTEGER
    if one.startswith(_X87) or other.startswith(_X87):
        raise _InMemory
    return _SSE


def _leaves(type, at, depth):
    """Begin, length and class of the numbers in a value."""
    plain = type.strip_typedefs()
    if depth > _DEEPEST:
        raise _InMemory
    if not plain.sizeof:
        return  # however many elements it has
    if plain.code in _RECORDS:
        yield from _of_members(plain, at, depth)
    elif plain.code == gdb.TYPE_CODE_ARRAY and "vector_size" not in str(plain):
        low, high = plain.range()
        element = plain.target()
        for i in range(min(high - low + 1, _LARGEST + 1)):
            yield from _leaves(element, at + i * element.sizeof, depth + 1)
    elif plain.code == gdb.TYPE_CODE_COMPLEX:
        half = plain.target()
        yield from _leaves(half, at, depth + 1)
        yield from _leaves(half, at + half.sizeof, depth + 1)
    else:
        yield at, plain.sizeof, _of_number(plain)


def _of_number(plain):
    if plain.code in _WHOLE:
        return _INTEGER
    return _X87 if plain.code == gdb.TYPE_CODE_FLT and str(plain) == "long double" else _SSE


def _of_members(plain, at, depth):
    for field in plain.fields():
        if not isinstance(getattr(field, "bitpos", None), int):
            continue
        if field.bitsize:
            begin = field.bitpos // _WORD
            yield at + begin, (field.bitpos + field.bitsize + 7) // 8 - begin, _INTEGER
            continue
        if field.bitpos % (8 * _alignment(field.type)):
            raise _InMemory
        yield from _leaves(field.type, at + field.bitpos // 8, depth + 1)


# Of C++'s library, whose copies and destructors are those that the compiler makes.
_LIKE_MEMBERS = re.compile(r"std::(\w+::)*(pair|__pair_base|basic_string_view|span|duration|time_point|initializer_list|reference_wrapper)<")


def _alignment(type):
    try:
        return type.alignof or 1
    except ValueError:  # gdb cannot tell
        return 1


def _is_by_reference(block, plain, world):
    """Whether code is run to copy an object or to end it; None where that is not told: gdb does not say which of these
    functions the compiler makes by itself (`= default`)."""
    doubtful = False
    classes = {str(each): each for each in itertools.islice(_classes_in(plain, 0), _MOST_CLASSES)}
    for each in classes.values():
        if _has_table(each) or _has_code(each):
            return True
        doubtful = doubtful or _declares(each)
    return _has_first_register(block, world) if doubtful else False


def _classes_in(type, depth):
    """The class of an object with those of its bases and members."""
    plain = type.strip_typedefs().unqualified()
    while plain.code == gdb.TYPE_CODE_ARRAY:
        plain = plain.target().strip_typedefs().unqualified()
    if plain.code not in _RECORDS or depth > _DEEPEST:
        return
    yield plain
    for field in plain.fields():
        if hasattr(field, "bitpos"):
            yield from _classes_in(field.type, depth + 1)


def _has_table(plain):
    """Of virtual functions or bases."""
    return any((field.name or "").startswith(("_vptr.", "_vptr$")) for field in plain.fields())


def _bare(plain):
    """A class's name without its arguments and what it is in: what its constructors are called."""
    return re.sub(r"<.*", "", str(plain)).rpartition("::")[2]


def _has_code(plain):
    """What the compiler makes of `= default` has code only where there is something to do."""
    of = (str(plain), _bare(plain))
    functions = ("%s::~%s()" % of, "%s::%s(%s const&)" % (of + of[:1]), "%s::%s(%s&&)" % (of + of[:1]))
    return any(gdb.lookup_global_symbol(function) is not None for function in functions)


def _declares(plain):
    """Whether the class has a destructor, or a constructor that copies or moves, not only by what is in it."""
    if _LIKE_MEMBERS.match(str(plain)):
        return False
    # Without the name, which may be anything.
    gdb.set_convenience_variable("pmdb_object", gdb.Value(0).cast(plain.pointer()))
    bare = re.escape(_bare(plain))
    own = r"^ +(?:virtual |explicit |constexpr )*(?:~%s\(|%s\((?:const )?(?:[\w:]+::)?%s(?:<.*>)? &&?\))"
    return re.search(own % (bare, bare, bare), gdb.execute("ptype $pmdb_object", to_string=True), re.M) is not None


_FIRST = re.compile(r"[re]?di|dil")
_SECOND = re.compile(r"[re]?si|sil")
_PARAMETER = re.compile(r"[A-Za-z_]\w*")
_IN_FRAME = re.compile(r"a variable at frame base reg \$rbp offset (-?\d+)\+(-?\d+)")
_BELOW_CALLER = re.compile(r"DW_OP_fbreg (-?\d+)")
# What the caller's frame ends with: the return address and the register that is saved below it.
_SAVED = 16
_STORED = re.compile(r"mov\w*\s+%(\w+),(-?0x[0-9a-f]+)\(%rbp\)")
_PROLOGUE = 16


def _has_first_register(block, world):
    """Whether where the result goes is told in the register that the first argument would be in otherwise; None where
    nothing shows it."""
    for symbol in block:
        plain = symbol.type.strip_typedefs()
        if symbol.is_argument and plain.code != gdb.TYPE_CODE_FLT:
            known = plain.code in _WHOLE and plain.sizeof <= _WORD and _PARAMETER.fullmatch(symbol.name)
            register = _register_of(symbol.name, block, world) if known else ""
            return True if _SECOND.fullmatch(register) else False if _FIRST.fullmatch(register) else None
    return None


def _register_of(parameter, block, world):
    """Where an argument is when a function is called, or where the function takes it from to store it."""
    world.stand_at(block.start, pmdb_scope.BEGINNING)
    try:
        told = pmdb_pieces.there(gdb.execute("info address " + parameter, to_string=True), block.start)
    except gdb.error:
        return ""  # it has no value there
    variable = pmdb_pieces.VARIABLE.search(told)
    if variable is not None:
        return variable.group(1)
    frame, below = _IN_FRAME.search(told), _BELOW_CALLER.search(told)
    if frame is None and below is None:
        return ""
    slot = int(frame.group(1)) + int(frame.group(2)) if frame else int(below.group(1)) + _SAVED
    world.of_file()
    lines = gdb.selected_inferior().architecture().disassemble(block.start, count=_PROLOGUE)
    for line in lines:
        stored = _STORED.match(line["asm"])
        if stored is not None and int(stored.group(2), 16) == slot:
            return stored.group(1)
    return ""
