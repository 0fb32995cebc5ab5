"""Variables that the compiler keeps in several pieces, for the gdb that reads a program's symbols for pmdb
(`pmdb_symbols.py`): structs of which each member is in a register of its own, numbers of 128 bits. gdb's compiler for
agent bytecode does not take them, so each eight bytes of a value are written as an expression of registers here.
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

import pmdb_scope
import pmdb_shown

_RANGE = re.compile(r"Range 0x([0-9a-f]+)-0x([0-9a-f]+): (.*?)(?=\n  (?:Base address|Range) |\.?\s*\Z)", re.S)
_PIECE = re.compile(r"(?:, and )?(?:an empty (\d+)-byte piece|(.+?)\s*\[(\d+)-byte piece\])", re.S)
VARIABLE = re.compile(r"a variable in \$(\w+)")
_GENERAL = re.compile(r"r([abcd]x|[sd]i|[sb]p|[89]|1[0-5])")
_CONSTANT = re.compile(r"the constant (-?\d+)")
_FRAME = re.compile(r"a variable at frame base reg \$(\w+) offset (-?\d+)\+(-?\d+)")
_OPERATION = re.compile(r"^\s*\d+: DW_OP_(.*)$", re.M)
_PATH = re.compile(r"(\$retval|[A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d+\])*)")

# What stands for pieces that are no whole bytes.
_OF_BITS = "bits"

_WORD = 8
_CHUNKS = {1: "char", 2: "short", 4: "int", 8: "long"}
_DEEPEST = 8
_MOST_ELEMENTS = 64
# As much as a probe copies.
_LONGEST = 16 << 10
_COMPOUNDS = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION, gdb.TYPE_CODE_ARRAY)


def there(told, place):
    """Of what gdb says of where a variable is (`info address`) what holds at a place."""
    if "multi-location" not in told:
        return told
    for low, high, where in _RANGE.findall(told):
        # An empty range at the beginning of a function tells what holds before its first instruction.
        if int(low, 16) <= place < int(high, 16) or int(low, 16) == place == int(high, 16) and _begins(place):
            return where
    return ""


def _begins(place):
    return any(block.start == place for block in pmdb_scope.functions(place))


def are_in(where, type):
    """Whether gdb's compiler finds no one place for the variable."""
    if "-byte piece" in where or "-bit piece" in where:
        return True
    return type is not None and type.strip_typedefs().code in _COMPOUNDS and VARIABLE.search(where) is not None


class _Missing(Exception):
    """A piece that is not to be had."""


def type_of(path, place, returned=None):
    """Of a member of a variable, which gdb does not tell of all that have no address; None for other expressions."""
    parts = _PATH.fullmatch(path)
    block = pmdb_scope.block(place)
    if parts is None or block is None:
        return None
    try:
        if returned is not None:
            return _part(returned, parts.group(2)).type
        symbol, _ = gdb.lookup_symbol(parts.group(1), block)
        return symbol and _part(symbol.type, parts.group(2)).type
    except RuntimeError:
        return None  # what was said of it before is the reason


def words(path, place, returned=None):
    """An expression for each eight bytes of a value: a variable, or a member of one. Of a struct and an array, which
    bytes are not to be had, and why; of a value that is nothing without them, which is missing. The type of what a
    function returned, and where that is, come from who asks."""
    parts = _PATH.fullmatch(path)
    if parts is None:
        raise ValueError("%r is no member of a variable" % path)
    whole, told = returned or (gdb.lookup_symbol(parts.group(1), pmdb_scope.block(place))[0].type, None)
    part = _part(whole, parts.group(2))
    start = int(part.address)
    if part.type.sizeof > _LONGEST:
        return {"missing": "%s has %d bytes, more than a probe copies" % (path, part.type.sizeof)}
    if _is_of_bits(whole, parts.group(2)):
        return {"missing": path + " is a bit field, which is read of memory only"}
    told = told or there(gdb.execute("info address " + parts.group(1), to_string=True), place)
    return _Pieces(told, whole.sizeof).words(part.type, start, path)


def _part(type, steps):
    """What has the offset for its address."""
    value = gdb.Value(0).cast(type.pointer()).dereference()
    for member, index in re.findall(r"\.(\w+)|\[(\d+)\]", steps):
        value = value[member] if member else value[int(index)]
    return value


def _is_of_bits(type, steps):
    """Whether a member has fewer bits than its type."""
    owner, _, name = steps.rpartition(".")
    if not name or "[" in name:
        return False
    fields = _part(type, owner).type.strip_typedefs().fields()
    return any(field.name == name and getattr(field, "bitsize", 0) for field in _flat(fields, 0))


def _flat(fields, depth):
    """With those of classes and structs without a name, whose members are named as one's own."""
    for field in fields:
        yield field
        if (field.is_base_class or not field.name) and depth < _DEEPEST:
            yield from _flat(field.type.strip_typedefs().fields(), depth + 1)


def _held(type, at, name, depth):
    """Begin, end and name of all that is in a value; the rest is padding."""
    plain = type.strip_typedefs()
    if plain.code not in _COMPOUNDS or depth > _DEEPEST:
        return [(at, at + plain.sizeof, name)]
    found = []
    if not plain.sizeof:
        return found
    if plain.code == gdb.TYPE_CODE_ARRAY:
        low, high = plain.range()
        element = plain.target()
        for i in range(min(high - low + 1, _MOST_ELEMENTS)):
            found += _held(element, at + i * element.sizeof, "%s[%d]" % (name, low + i), depth + 1)
        if high - low + 1 > _MOST_ELEMENTS:
            found.append((at + _MOST_ELEMENTS * element.sizeof, at + plain.sizeof, name))
        return found
    for field in plain.fields():
        if isinstance(getattr(field, "bitpos", None), int):
            inner = name if field.is_base_class or not field.name else "%s.%s" % (name, field.name)
            found += _held(field.type, at + field.bitpos // 8, inner, depth + 1)
    return found


class _Pieces:
    """Where each piece of a variable is: its end, and what it is."""

    def __init__(self, where, size):
        self.pieces = []
        end = 0
        if "-bit piece" in where:
            where = _OF_BITS
        for empty, what, known in _PIECE.findall(where):
            end += int(empty or known)
            self.pieces.append((end, what))
        if not self.pieces:
            self.pieces.append((size, where))
        self.missing = []

    def words(self, type, start, path):
        """Those of a value that begins at an offset."""
        end = start + type.sizeof
        held = _held(type, start, path, 0)
        found = [self.word(at, min(at + _WORD, end), held) for at in range(start, end, _WORD)]
        if self.missing and not self._is_there_in_part(type, held):
            _, _, name, why = self.missing[0]
            return {"missing": "%s %s" % (name, why)}
        absent = tuple((begin - start, until - start, why) for begin, until, _, why in self.missing)
        return {"words": found, "type": type, "absent": absent}

    def _is_there_in_part(self, type, held):
        plain = type.strip_typedefs()
        if plain.code not in _COMPOUNDS or pmdb_shown.is_text(plain):
            return False
        return any(not any(_meet(lost, each) for lost in self.missing) for each in held)

    def word(self, start, end, held):
        """The bytes from one offset to another, which are eight at most."""
        terms = []
        at = start
        while at < end:
            begin, until, what = self._piece(at)
            until = min(until, end)
            size = next(size for size in (8, 4, 2, 1) if at + size <= until)
            try:
                chunk = _chunk(what, at - begin, size)
                terms.append("(%s << %d)" % (chunk, 8 * (at - start)) if at > start else chunk)
            except _Missing as missing:
                self._miss(at, at + size, held, str(missing))
            at += size
        return " | ".join(terms) or "0"

    def _piece(self, at):
        begin = 0
        for end, what in self.pieces:
            if at < end:
                return begin, end, what
            begin = end
        return begin, at + _WORD, ""

    def _miss(self, start, end, held, why):
        """Padding is missed by nobody."""
        for each in held:
            if _meet((start, end), each):
                self.missing.append((start, end, each[2], why))
                return


def _meet(one, other):
    return one[0] < other[1] and other[0] < one[1]


def _chunk(what, offset, size):
    """So many bytes of a piece, as a number without a sign."""
    text, in_memory = _source(what)
    if in_memory:
        return "(unsigned long)*(unsigned %s *)(%s + %d)" % (_CHUNKS[size], text, offset)
    if offset + size > _WORD:
        raise _Missing("is kept in a way that a probe cannot follow")
    number = "(unsigned long)(%s)" % text
    shifted = "(%s >> %d)" % (number, 8 * offset) if offset else number
    return shifted if size == _WORD else "(%s & 0x%x)" % (shifted, (1 << 8 * size) - 1)


def _source(what):
    """What a piece is, as an expression, and whether that is its address."""
    if not what:
        raise _Missing("has been optimized out")
    if what == _OF_BITS:
        raise _Missing("is in pieces of single bits")
    variable = VARIABLE.search(what)
    if variable is not None:
        return _register(variable.group(1)), False
    constant = _CONSTANT.search(what)
    if constant is not None:
        return constant.group(1), False
    frame = _FRAME.search(what)
    if frame is not None:
        return "(%s + %d)" % (_register(frame.group(1)), int(frame.group(2)) + int(frame.group(3))), True
    return _computed(_OPERATION.findall(what))


def _register(name):
    if _GENERAL.fullmatch(name) is None:
        raise _Missing("is in $%s, which a probe cannot read" % name)
    return "$" + name


_BINARY = {"plus": "+", "minus": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}
_BASED = re.compile(r"breg\d+ (-?\d+) \[\$(\w+)\]")
_NUMBER = re.compile(r"(?:lit|const[us] |const[1248][us] )(-?\d+)")
_CONVERTED = re.compile(r"convert<\w*?(un)?signed_(8|16|32|64) ")


def _computed(operations):
    """Of operations of DWARF those that compilers use for pieces."""
    stack = []
    for operation in operations:
        if operation == "stack_value":
            return stack.pop(), False
        stack.append(_operation(operation, stack))
    if not stack:
        raise _Missing("is kept in a way that a probe cannot follow")
    return stack.pop(), True


def _narrowed(number, sign, bits):
    if bits < 8 * _WORD and "$rsp" in number:
        # clang means what it has stored there, and forgets to say so.
        raise _Missing("is kept in a way that a probe cannot follow")
    return "((unsigned long)(%s %s)%s)" % (sign, _CHUNKS[bits // 8], number)


def _operation(operation, stack):
    based = _BASED.fullmatch(operation)
    if based is not None:
        return "(%s + %s)" % (_register(based.group(2)), based.group(1))
    number = _NUMBER.fullmatch(operation)
    if number is not None:
        return number.group(1)
    if stack:
        converted = _CONVERTED.match(operation)
        if converted is not None:
            return _narrowed(stack.pop(), "unsigned" if converted.group(1) else "signed", int(converted.group(2)))
        if operation in _BINARY and len(stack) > 1:
            right = stack.pop()
            return "((unsigned long)%s %s %s)" % (stack.pop(), _BINARY[operation], right)
        if operation == "shra" and len(stack) > 1:
            right = stack.pop()
            return "((unsigned long)((long)%s >> %s))" % (stack.pop(), right)
    if "implicit_pointer" in operation:
        raise _Missing("is a pointer that has been optimized out")
    if "entry_value" in operation:
        raise _Missing("is known only by what it was when the function was entered")
    raise _Missing("is kept in a way that a probe cannot follow")
