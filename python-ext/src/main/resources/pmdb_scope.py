"""Which function is meant at a place where others are inlined, for the gdb that reads a program's symbols for pmdb
(`pmdb_symbols.py`). The first instruction of a function often is one of what is inlined into it: a location that names
the function means its variables, while gdb's compiler for agent bytecode knows the innermost function alone.
Works with gdb 12 to 16 and Python 3.8 and newer."""

import re

import gdb

# A location: the function that begins at a place.
BEGINNING = "*"

_LINE = re.compile(r"(^|:)\d+$")
_FILE = re.compile(r"(?<!:):(?!:)")
_ANONYMOUS = "(anonymous namespace)"
_TEMPLATE = re.compile(r"<[^<>]*>")

# Quoted names, numbers, members, parts of longer names, tags and registers stay as they are.
_WORD = re.compile(
    r"'[^']*'|\d[\w.]*|(?:\.|->|::)\s*~?[A-Za-z_]\w*|\b(?:struct|union|enum|class)\s+\w+|\$\w+"
    r"|(?P<name>[A-Za-z_]\w*)(?!\w|\s*::)|\w+"
)


def functions(place):
    """The blocks of functions that a place is in, innermost first."""
    found = []
    block = _innermost(place)
    while block is not None:
        if block.function is not None:
            found.append(block)
        block = block.superblock
    return found


def _innermost(place):
    try:
        return gdb.block_for_pc(place)
    except RuntimeError:  # gdb of long ago, where there is no debug information
        return None


def depth(place, location):
    """How many of them are inlined into the one that is meant by a location: a function by its name, one that begins
    at the place by an address (`*`, and what follows), and the innermost by a line, and by nothing."""
    blocks = functions(place)
    if len(blocks) < 2 or not location or _LINE.search(location) and not location.startswith(BEGINNING):
        return 0
    name = location.lstrip(BEGINNING).strip()
    begun = [i for i, block in enumerate(blocks) if _begins(block, place)]
    meant = [i for i, block in enumerate(blocks) if _is_named(block.function, name)]
    if meant:
        # A function may be inlined into one of the same name.
        return max([i for i in meant if i in begun] or meant[:1])
    if location.startswith(BEGINNING):
        return max(begun, default=0)
    return len(blocks) - 1


def entry(block):
    """Where a call of the function begins, though a part of it may lie before."""
    return int(block.function.value().address)


def _begins(block, place):
    return block.start == place or entry(block) == place


def _is_named(function, location):
    name = _FILE.split(location)[-1].strip("'\" ")
    wanted = _parts(name)
    return name == function.linkage_name or wanted != [""] and _parts(function.name)[-len(wanted) :] == wanted


def _parts(name):
    """Those between `::`, without parameters and what a template was made for."""
    plain = name.replace(_ANONYMOUS, "{anonymous}")
    shorter = None
    while shorter != plain:
        shorter, plain = plain, _TEMPLATE.sub("", plain)
    return plain.partition("(")[0].partition("[abi:")[0].strip().lstrip(":").split("::")


def select(place, location):
    """Makes gdb, which stands at the place, look at the frame of the function that is meant."""
    frame = gdb.newest_frame()
    for _ in range(depth(place, location)):
        frame = frame.older()
    frame.select()


def block(place):
    """The innermost block of the function that is looked at; None where there is no debug information."""
    try:
        frame = gdb.selected_frame()
        if frame.pc() == place:
            return frame.block()
    except (gdb.error, RuntimeError):
        pass  # no frame: nothing is looked at but the place
    return _innermost(place)


def compiled(expression, place, location):
    """Agent bytecode, with the variables of the function that is meant."""
    written = named(expression, place, location)
    try:
        return _compiled(written)
    except gdb.error as error:
        if written == expression or "syntax error" not in str(error):
            raise
    # Behind `::` C++ takes the name of a variable of the program for that one, and C does not.
    language = gdb.parameter("language")
    gdb.execute("set language c", to_string=True)
    try:
        return _compiled(written)
    finally:
        gdb.execute("set language " + language, to_string=True)


def _compiled(expression):
    return gdb.execute("maint agent-eval " + expression, to_string=True)


def named(expression, place, location):
    """An expression with variables that name their function, where gdb would take those of what is inlined."""
    inlined = depth(place, location)
    if not inlined:
        return expression
    blocks = functions(place)
    within = _Within(blocks[inlined], blocks[inlined - 1].superblock, _innermost(place))
    return _WORD.sub(lambda word: within.named(word.group("name")) if word.group("name") else word.group(), expression)


class _Within:
    """The names of a function as they are seen around what is inlined into it."""

    def __init__(self, function, around, innermost):
        self.function = function
        self.around = around
        self.innermost = innermost

    def named(self, name):
        symbol, is_field = gdb.lookup_symbol(name, self.around)
        if symbol is not None and not _has_value(symbol) or symbol is None and is_field:
            return name
        inner, _ = gdb.lookup_symbol(name, self.innermost)
        if symbol is None:
            if inner is not None and _has_value(inner):
                raise gdb.error('No symbol "%s" in current context.' % name)
            return name
        if self._is_of_function(name):
            return "%s::%s" % (self._function(), name)
        if _is_same(symbol, inner):
            return name
        return symbol.name if "::" in symbol.name else "::" + name

    def _is_of_function(self, name):
        """What is behind `::` is looked up in the whole function."""
        block = self.around
        while block.function is None:
            if _has(block, name):
                raise ValueError("%s is in a block of its own, which is hidden by what is inlined here" % name)
            block = block.superblock
        return _has(block, name)

    def _function(self):
        name = self.function.function.name
        found, _ = gdb.lookup_symbol(name, self.innermost)
        if "'" in name or found is None or not self._is_it(found):
            raise ValueError("%s is not the only function of that name" % name)
        return "'%s'" % name

    def _is_it(self, symbol):
        return symbol.is_function and symbol.value().address == self.function.function.value().address


def _has(block, name):
    return any(symbol.name == name for symbol in block)


def _has_value(symbol):
    return symbol.is_variable or symbol.is_argument or symbol.is_constant


def _is_same(one, other):
    return other is not None and (one.name, one.line, one.symtab.filename) == (other.name, other.line, other.symtab.filename)
