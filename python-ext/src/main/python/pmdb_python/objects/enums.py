"""Members of `enum.Enum` classes, `<Color.RED: 1>`, and those classes (`Lib/enum.py`)."""

from pmdb_python.objects import attributes, classes, dicts, ints, strings
from pmdb_python.target.memory import malformed

_MOST_MEMBERS = 1_000


def member(to, address, kind):
    heap = to.heap
    value = _attribute(heap, address, "_value_")
    shown = strings.text(heap, _attribute(heap, address, "_name_"))
    if shown is None:
        shown = "" if heap.at_least(3, 11) else _parts(heap, kind, value)
    with to.nested(address, kind.short_name + "(...)") as fresh:
        if fresh:
            to.text("<%s%s: " % (kind.short_name, "." + shown if shown else ""))
            to.value(value)
            to.text(">")


def constant(to, address, kind):
    """`global_flag_repr`, since 3.11: `re.IGNORECASE|re.MULTILINE`. Bits without a name are numbers."""
    heap = to.heap
    module = classes.find(heap, kind, "__module__")
    module = strings.text(heap, module.value, "?").rpartition(".")[2] if module else "?"
    name = strings.text(heap, _attribute(heap, address, "_name_"))
    if name is None:
        to.text("%s.%s(" % (module, kind.short_name))
        to.value(_attribute(heap, address, "_value_"))
        to.text(")")
    else:
        to.text("|".join(part if part[:1].isdigit() else module + "." + part for part in name.split("|")))


def of_expression(to, address, kind):
    """`RegexFlag.__repr__` of `re.py` from 3.8 to 3.10, in the order of the class."""
    heap = to.heap
    name = strings.text(heap, _attribute(heap, address, "_name_"))
    value = ints.small(heap, _attribute(heap, address, "_value_")) or 0
    to.text("re." + name if name is not None else _of_expression(heap, kind, value))


def _of_expression(heap, kind, value):
    rest, parts = ~value if value < 0 else value, []
    for flag, name in _flags(heap, kind):
        if rest & flag:
            rest &= ~flag
            parts.append("re." + name)
    if rest:
        parts.append(hex(rest))
    joined = "|".join(parts)
    if value >= 0:
        return joined
    return "~(%s)" % joined if len(parts) > 1 else "~" + joined


def class_object(to, address, kind):
    """`EnumType.__repr__`: `<enum 'Color'>`, since 3.11 `<flag 'Permission'>`."""
    heap, shown = to.heap, to.heap.type(address)
    is_flag = heap.at_least(3, 11) and any(
        classes.full_name(heap, base) == "enum.Flag" for base in classes.lineage(heap, shown))
    to.text("<%s '%s'>" % ("flag" if is_flag else "enum", shown.short_name))


def _attribute(heap, address, name):
    value = attributes.find(heap, address, name)
    if value is None:
        raise malformed(address, "an enum member without " + name)
    return value


def _parts(heap, kind, value):
    """Up to 3.10 a combination of flags has no name: its text lists the flags, the highest first."""
    whole = ints.small(heap, value) or 0
    flags = [(flag, name) for flag, name in _flags(heap, kind) if flag and flag & whole == flag]
    rest = whole
    for flag, _ in flags:
        rest &= ~flag
    bits = range(rest.bit_length()) if whole >= 0 else ()  # no flag has those
    flags += [(1 << bit, str(1 << bit)) for bit in bits if rest >> bit & 1]
    if not flags:
        flags.append((whole, str(whole)))
    return "|".join(name for _, name in sorted(flags, key=lambda flag: -flag[0]))


def _flags(heap, kind):
    """In the order of the class, each value once: other names of it come later."""
    found = {}
    members = classes.find(heap, kind, "_member_map_")
    for key, value in dicts.entries(heap, members.value, _MOST_MEMBERS) if members else ():
        number = ints.small(heap, _attribute(heap, value, "_value_"))
        if number is not None:
            found.setdefault(number, strings.text(heap, key, "?"))
    return list(found.items())
