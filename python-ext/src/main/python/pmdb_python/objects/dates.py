"""The types of the module `datetime`, which pack their fields into bytes (`Include/datetime.h`): behind the object's
head a hash, then `hastzinfo`, the fields and, for times, `fold` and `tzinfo`."""

_HASH = 8
_PARTS = ("days", "seconds", "microseconds")


class _Packed:
    """Fields behind the head of an object."""

    def __init__(self, to, address):
        self._memory = to.heap.memory
        self._start = address + to.heap.layout.offset("object.sizeof") + _HASH

    def u8(self, at):
        return self._memory.u8(self._start + at)

    def number(self, at, length):
        """Big endian."""
        value = 0
        for i in range(at, at + length):
            value = value << 8 | self.u8(i)
        return value

    def i32(self, at):
        return self._memory.i32(self._start + at)

    def pointer(self, at):
        return self._memory.pointer(self._start + at)


def date(to, address, kind):
    packed = _Packed(to, address)
    to.text("%s(%d, %d, %d)" % (kind.name, packed.number(1, 2), packed.u8(3), packed.u8(4)))


def datetime(to, address, kind):
    packed = _Packed(to, address)
    to.text("%s(%d, %d, %d, " % (kind.name, packed.number(1, 2), packed.u8(3), packed.u8(4)))
    _clock(to, packed, 5)
    _fold(to, packed.u8(11))
    _zone(to, packed, 16)
    to.text(")")


def time(to, address, kind):
    packed = _Packed(to, address)
    to.text(kind.name + "(")
    _clock(to, packed, 1)
    _zone(to, packed, 8)
    _fold(to, packed.u8(7))
    to.text(")")


def _clock(to, packed, at):
    """Hour and minute, then seconds and microseconds as far as they are not zero."""
    micros = packed.number(at + 3, 3)
    shown = 4 if micros else 3 if packed.u8(at + 2) else 2
    parts = [packed.u8(at), packed.u8(at + 1), packed.u8(at + 2), micros]
    to.text(", ".join(str(part) for part in parts[:shown]))


def _fold(to, fold):
    known = to.heap.at_least(3, 6)  # padding before
    to.text(", fold=%d" % fold if fold and known else "")


def _zone(to, packed, at):
    if packed.u8(0):
        to.text(", tzinfo=")
        to.value(packed.pointer(at))


def timedelta(to, address, kind):
    packed = _Packed(to, address)
    parts = [packed.i32(0), packed.i32(4), packed.i32(8)]
    if to.heap.at_least(3, 7):
        text = ", ".join("%s=%d" % pair for pair in zip(_PARTS, parts) if pair[1]) or "0"
    else:
        shown = 3 if parts[2] else 2 if parts[1] else 1
        text = ", ".join(str(part) for part in parts[:shown])
    to.text("%s(%s)" % (kind.name, text))


def timezone(to, address, kind):
    """Without a name and of no offset it is `timezone.utc`: Python makes no other."""
    memory, start = to.heap.memory, address + to.heap.layout.offset("object.sizeof")
    offset, name = memory.pointer(start), memory.pointer(start + 8)
    delta = _Packed(to, offset)
    if not name and not delta.i32(0) and not delta.i32(4) and not delta.i32(8):
        to.text("datetime.timezone.utc")
        return
    to.text(kind.name + "(")
    to.value(offset)
    if name:
        to.text(", ")
        to.value(name)
    to.text(")")
