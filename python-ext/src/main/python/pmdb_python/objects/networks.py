"""Addresses, interfaces and networks of `Lib/ipaddress.py`."""

from pmdb_python.objects import attributes, classes, ints, strings
from pmdb_python.target.memory import malformed

_HEXTETS = 8


def address_of(to, address, kind):
    """An interface is an address with the length of its prefix."""
    bounded = any(t.short_name.endswith("Interface") for t in classes.lineage(to.heap, kind))
    prefix = _prefix(to.heap, address) if bounded else ""
    to.text("%s('%s%s')" % (kind.short_name, _text(to.heap, address), prefix))


def network(to, address, kind):
    first = _attribute(to.heap, address, "network_address")
    to.text("%s('%s%s')" % (kind.short_name, _text(to.heap, first), _prefix(to.heap, address)))


def _prefix(heap, address):
    return "/%d" % _number(heap, address, "_prefixlen")


def _number(heap, address, name):
    value = ints.read(heap, _attribute(heap, address, name))
    if value is None or not 0 <= value < 1 << 128:
        raise malformed(address, "no address has that number")
    return value


def _attribute(heap, address, name):
    value = attributes.find(heap, address, name)
    if value is None:
        raise malformed(address, "it has no " + name)
    return value


def _text(heap, address):
    number = _number(heap, address, "_ip")
    if not any(t.short_name == "_BaseV6" for t in classes.lineage(heap, heap.type_of(address))):
        return _dotted(number)
    scope = attributes.find(heap, address, "_scope_id")
    scope = strings.text(heap, scope) if scope is not None else None
    mapped = heap.at_least(3, 13) and number >> 32 == 0xFFFF
    text = "::ffff:" + _dotted(number) if mapped else _compressed(number)
    return text if scope is None else text + "%" + scope


def _dotted(number):
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _compressed(number):
    """The first of the longest runs of zeros, of two at least, is left out."""
    parts = ["%x" % (number >> 16 * i & 0xFFFF) for i in reversed(range(_HEXTETS))]
    for length in range(_HEXTETS, 1, -1):
        for start in range(_HEXTETS - length + 1):
            if parts[start : start + length] == ["0"] * length:
                return ":".join(parts[:start]) + "::" + ":".join(parts[start + length :])
    return ":".join(parts)
