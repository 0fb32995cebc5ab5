"""Classes whose `__repr__` is Python code of the standard library, told by the file and the name of that code. A
class with a `__repr__` of its own is not among them: that is not run."""

from pmdb_python.objects import (
    asyncio_objects, attributes, classes, containers, decimals, dicts, enums, ints, instances, networks, operators,
    paths, strings, threading_objects, typing_objects)
from pmdb_python.objects.heap import HEAP_TYPE, TYPE
from pmdb_python.objects.threading_objects import attribute
from pmdb_python.target.memory import malformed

_WAITED_FOR = (
    ("asyncio/locks.py", asyncio_objects.LOCKS), ("asyncio/queues.py", asyncio_objects.QUEUES),
    ("threading.py", threading_objects.FORMS))
_NETWORKS = {"_BaseAddress": ("_ip", networks.address_of), "_BaseNetwork": ("network_address", networks.network)}
_MOST_FIELDS = 1_000
_MOST_COUNTS = 10_000
# Whose `__repr__` that of enums and their classes is.
_ENUMS = ("Enum.__repr__", "Flag.__repr__", "EnumMeta.__repr__", "EnumType.__repr__")
_PATHS = ("pathlib.py", "pathlib/_local.py", "pathlib/__init__.py")  # the last since 3.14, the one before in 3.13


def of(heap, kind):
    """A form, or None."""
    if not kind.has(HEAP_TYPE):
        return None
    shown = classes.find(heap, kind, "__repr__")
    if shown is None or heap.type_of(shown.value).name != "function":
        return None
    code = heap.pointer(shown.value, "func.func_code")
    file = strings.text(heap, heap.pointer(code, "code.co_filename"), "")
    name = strings.text(heap, heap.pointer(code, "code.co_name"), "")
    # With the name of the class in which it is written: a class of an enum may own a function that enum.py put there.
    has_name = heap.has("func.func_qualname")
    written = strings.text(heap, heap.pointer(shown.value, "func.func_qualname"), "") if has_name else ""
    return _form(heap, kind, shown.owner.short_name, file, name, written)


def _having(attribute, form):
    """A form for objects that have an attribute: others only look like those of the library, as a file of the same
    name does."""

    def render(to, address, kind):
        there = attributes.find(to.heap, address, attribute) is not None
        (form if there else instances.instance)(to, address, kind)

    return render


def _form(heap, kind, owner, file, name, written):
    def is_of(module):
        return file.endswith("/" + module) or file == module

    wrapped = name == "wrapper" and (is_of("dataclasses.py") or is_of("reprlib.py"))
    if wrapped and classes.find(heap, kind, "__dataclass_fields__"):
        return _dataclass
    if wrapped and owner == "ChainMap":
        return _chain
    if is_of("enum.py") and written in ("global_enum_repr", "global_flag_repr"):  # since 3.11
        return _having("_value_", enums.constant)
    if is_of("re.py") and written == "RegexFlag.__repr__":
        return _having("_value_", enums.of_expression)
    if is_of("enum.py") and written in _ENUMS:
        return enums.class_object if kind.has(TYPE) else _having("_value_", enums.member)
    if is_of("fractions.py") and owner == "Fraction":
        return _having("_numerator", _fraction)
    if owner == "Decimal" and (is_of("_pydecimal.py") or is_of("decimal.py")):
        return _having("_int", decimals.in_python)
    if is_of("uuid.py") and owner == "UUID":
        return _having("int", _uuid)
    if owner == "partialmethod" and (wrapped or is_of("functools.py")):
        return _having("keywords", operators.partial_method)
    if is_of("ipaddress.py") and owner in _NETWORKS:
        return _having(*_NETWORKS[owner])
    if owner == "PurePath" and any(is_of(module) for module in _PATHS):
        return paths.render
    of_typing = typing_objects.of(heap, owner) if is_of("typing.py") else None
    if of_typing:
        return _having(*of_typing)
    for module, forms in _WAITED_FOR:
        if is_of(module) and owner in forms:
            return _having(*forms[owner])
    in_collections = is_of("collections/__init__.py") or is_of("collections.py")
    return _COLLECTIONS.get(owner) if in_collections else None


def _user(to, address, kind):
    to.value(attribute(to.heap, address, "data"))


def _dataclass(to, address, kind):
    heap, names = to.heap, _fields(to.heap, kind)

    def render(i):
        to.text(names[i] + "=")
        value = attributes.find(heap, address, names[i])
        if value is None:
            default = classes.find(heap, kind, names[i])
            value = default.value if default else 0
        to.value(value)

    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(classes.qualified_name(heap, kind) + "(")
            to.items(len(names), render)
            to.text(")")


def _fields(heap, kind):
    """Names of the fields that the text shows: not those with `repr=False`, not class variables."""
    names = []
    for key, field in dicts.entries(heap, classes.find(heap, kind, "__dataclass_fields__").value, _MOST_FIELDS):
        shown = attributes.find(heap, field, "repr")
        shown = shown is not None and ints.small(heap, shown)
        which = attributes.find(heap, field, "_field_type")
        which = attributes.find(heap, which, "name") if which is not None else None
        if shown and which is not None and strings.equals(heap, which, "_FIELD"):
            name = strings.text(heap, key)
            if name is not None:
                names.append(name)
    return names


def _counter(to, address, kind):
    """The most common first, as `Counter.most_common`."""
    heap, entries = to.heap, dicts.entries(to.heap, address, _MOST_COUNTS)
    if all(ints.are_of(heap, heap.type_of(value)) for _, value in entries):
        entries.sort(key=lambda entry: -(ints.read(heap, entry[1]) or 0))
    count = dicts.size(heap, address)
    if len(entries) < count:
        to.doubt("the most common of only %d of its %d counts come first" % (_MOST_COUNTS, count))
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(kind.short_name + ("({" if entries else "("))
            containers.pairs(to, entries)
            to.text("})" if entries else ")")


def _chain(to, address, kind):
    heap, maps = to.heap, attribute(to.heap, address, "maps")
    first, size = heap.pointer(maps, "list.ob_item"), heap.i64(maps, "varobject.ob_size")
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(kind.short_name + "(")
            to.items(size, lambda i: to.value(heap.memory.pointer(first + 8 * i)))
            to.text(")")


def _fraction(to, address, kind):
    to.text(kind.short_name + "(")
    to.value(attribute(to.heap, address, "_numerator"))
    to.text(", ")
    to.value(attribute(to.heap, address, "_denominator"))
    to.text(")")


def _uuid(to, address, kind):
    value = ints.read(to.heap, attribute(to.heap, address, "int"))
    if value is None or not 0 <= value < 1 << 128:
        raise malformed(address, "no UUID has that number")
    text = "%032x" % value
    parts = (text[:8], text[8:12], text[12:16], text[16:20], text[20:])
    to.text("%s('%s')" % (kind.short_name, "-".join(parts)))


_COLLECTIONS = {"Counter": _counter, "UserDict": _user, "UserList": _user, "UserString": _user}


def namespace(to, address, kind):
    """`types.SimpleNamespace`, written in C: sorted by name up to 3.8."""
    found = attributes.of(to.heap, address)
    if not to.heap.at_least(3, 9):
        found.sort(key=lambda attribute: attribute[0])
    name = "namespace" if kind.name == "types.SimpleNamespace" else kind.short_name
    with to.nested(address, name + "(...)") as fresh:
        if fresh:
            to.text(name + "(")
            instances.assignments(to, found)
            to.text(")")
