"""Searches through mappings; stretches that are not readable are stepped over."""

import struct

from pmdb_python.target.memory import MemoryFault

_CHUNK = 1 << 16


def chunks(target, mappings, most):
    """(address, bytes) of the mappings, so many bytes at most."""
    for mapping in mappings:
        for at in range(mapping.start, mapping.end, _CHUNK):
            length = min(_CHUNK, mapping.end - at)
            most -= length
            if most < 0:
                return
            try:
                yield at, target.read_once(at, length)
            except MemoryFault:
                continue  # a part that the core does not hold


def find_bytes(target, mappings, wanted, most):
    """Aligned addresses of some bytes."""
    for start, content in chunks(target, mappings, most):
        at = content.find(wanted)
        while at >= 0:
            if at % 8 == 0:
                yield start + at
            at = content.find(wanted, at + 1)


def pointers(target, mappings, most):
    """{word: its addresses} of the aligned words that point into a mapping, in the order of addresses."""
    found, rejected = {}, set()
    for start, content in chunks(target, mappings, most):
        words = struct.unpack("<%dQ" % (len(content) // 8), content[: len(content) // 8 * 8])
        for i, word in enumerate(words):
            if word in found:
                found[word].append(start + 8 * i)
            elif word and not word & 7 and word not in rejected:
                if target.mappings.at(word):
                    found[word] = [start + 8 * i]
                else:
                    rejected.add(word)
    return found
