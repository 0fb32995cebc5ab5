"""Mapped ELF files: exported symbols from memory, sections from the file on disk."""

import struct

from pmdb_python.target.memory import MemoryFault

_EXPORTED_MOST = 1 << 22
_CHAIN_MOST = 4096
_HEADERS_MOST = 1024
_PT_LOAD, _PT_DYNAMIC, _PT_NOTE = 1, 2, 4
_DT_STRTAB, _DT_SYMTAB, _DT_GNU_HASH = 5, 6, 0x6FFFFEF5
_NOTES_MOST = 1 << 16
_SECTIONS_BYTES_MOST = 1 << 24


class Image:
    """An ELF file as it is mapped at `start`; without readable headers it has no symbols."""

    def __init__(self, memory, path, start, end):
        self.path, self.start, self.end = path, start, end
        self._memory = memory
        self._headers, self.bias, self._tables = [], start, {}
        try:
            self._read_headers()
        except (MemoryFault, struct.error):
            self._headers = []  # not in the core, and not in a file that gdb found

    @property
    def name(self):
        return self.path.rpartition("/")[2]

    def _read_headers(self):
        header = self._memory.bytes(self.start, 64)
        if header[:6] != b"\x7fELF\x02\x01":
            return
        at, = struct.unpack_from("<Q", header, 32)
        count, = struct.unpack_from("<H", header, 56)
        raw = self._memory.bytes(self.start + at, 56 * min(count, _HEADERS_MOST))
        self._headers = list(struct.iter_unpack("<IIQQQQQQ", raw))
        loads = [h[3] for h in self._headers if h[0] == _PT_LOAD]
        self.bias = self.start - (min(loads) & ~0xFFF) if loads else self.start
        self._tables = self._dynamic()

    def _dynamic(self):
        tables = {}
        for kind, _, _, address, _, _, size, _ in self._headers:
            if kind == _PT_DYNAMIC:
                raw = self._memory.bytes(self.bias + address, min(size, 1 << 16) // 16 * 16)
                for tag, value in struct.iter_unpack("<QQ", raw):
                    tables[tag] = value
        # The loader has made these addresses absolute, save in images that it did not relocate.
        return {tag: value if value >= self.start else value + self.bias for tag, value in tables.items()}

    def exported(self, name):
        """(address, size) of a symbol of the dynamic table, or None."""
        try:
            found = self._by_hash(name.encode("ascii"))
        except (MemoryFault, struct.error):
            return None  # the tables are not in the core: other ways to the runtime follow
        if found is None:
            return None
        _, _, section, value, size = found
        return (value + self.bias, size) if section else None

    def _by_hash(self, name):
        if not {_DT_GNU_HASH, _DT_SYMTAB, _DT_STRTAB} <= self._tables.keys():
            return None
        table = self._tables[_DT_GNU_HASH]
        buckets, first, bloom, _ = struct.unpack("<4I", self._memory.bytes(table, 16))
        if not 0 < buckets < _EXPORTED_MOST:
            return None
        wanted = _gnu_hash(name)
        chains = table + 16 + 8 * bloom + 4 * buckets
        index = self._memory.u32(table + 16 + 8 * bloom + 4 * (wanted % buckets))
        for index in range(index, index + _CHAIN_MOST) if index >= first else ():
            hashed = self._memory.u32(chains + 4 * (index - first))
            if hashed | 1 == wanted | 1:
                symbol = self._symbol(index)
                if self._memory.c_string(self._tables[_DT_STRTAB] + symbol[0], len(name) + 1) == name:
                    return symbol
            if hashed & 1:
                break
        return None

    def _symbol(self, index):
        raw = self._memory.bytes(self._tables[_DT_SYMTAB] + 24 * index, 24)
        name, info, _, section, value, size = struct.unpack("<IBBHQQ", raw)
        return name, info, section, value, size

    def build_id(self):
        """The bytes of the GNU build-id, empty where there is none or it is not readable."""
        for kind, _, _, address, _, _, size, _ in self._headers:
            if kind == _PT_NOTE:
                try:
                    found = _build_id(self._memory.bytes(self.bias + address, min(size, _NOTES_MOST)))
                except MemoryFault:
                    continue  # a file is not compared then
                if found:
                    return found
        return b""

    def section(self, name):
        """The address of a section, read from the file, for that part of it is never mapped. A file
        that is not the one that was mapped does not count."""
        try:
            with open(self.path, "rb") as file:
                return self._section(file, name.encode("ascii"))
        except (OSError, ValueError, struct.error):
            return None  # no file here, or none that is ELF

    def _section(self, file, name):
        header = file.read(64)
        if header[:6] != b"\x7fELF\x02\x01" or not self._is_mapped(file, header):
            return None
        at, = struct.unpack_from("<Q", header, 40)
        size, count, names = struct.unpack_from("<3H", header, 58)
        if size != 64:
            return None
        sections = list(struct.iter_unpack("<IIQQQQIIQQ", _read(file, at, size * count)))
        texts = _read(file, sections[names][4], min(sections[names][5], _SECTIONS_BYTES_MOST))
        for section in sections:
            if texts[section[0] : section[0] + len(name) + 1] == name + b"\0":
                return section[3] + self.bias
        return None

    def _is_mapped(self, file, header):
        at, = struct.unpack_from("<Q", header, 32)
        count, = struct.unpack_from("<H", header, 56)
        headers = list(struct.iter_unpack("<IIQQQQQQ", _read(file, at, 56 * count)))
        if self._headers and headers != self._headers:
            return False
        ids = [_build_id(_read(file, h[2], min(h[5], _NOTES_MOST))) for h in headers if h[0] == _PT_NOTE]
        mapped = self.build_id()
        return not mapped or mapped in ids


def _read(file, at, length):
    file.seek(at)
    return file.read(length)


def _gnu_hash(name):
    value = 5381
    for byte in name:
        value = (value * 33 + byte) & 0xFFFFFFFF
    return value


def _build_id(notes):
    at = 0
    while at + 12 <= len(notes):
        names, size, kind = struct.unpack_from("<3I", notes, at)
        content = at + 12 + (names + 3 & ~3)
        if kind == 3 and notes[at + 12 : at + 16] == b"GNU\0":
            return notes[content : content + size]
        at = content + (size + 3 & ~3)
    return b""


def images(memory, mappings):
    """The mapped files; one that is mapped twice is two images."""
    found = []
    for mapping in mappings:
        if not mapping.is_file:
            continue
        last = found[-1] if found else None
        if last and last[0] == mapping.path and mapping.offset:
            last[2] = mapping.end
        else:
            found.append([mapping.path, mapping.start, mapping.end])
    return [Image(memory, *place) for place in found]
