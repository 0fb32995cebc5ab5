"""Decodes `PyInterpreterState_Head`, which every version exports and which does nothing but load the head of
the list of interpreters: its instructions (x86-64) tell where that is."""

import struct

from pmdb_python.target.memory import MemoryFault

_ENDBR64 = b"\xf3\x0f\x1e\xfa"
_PUSH_RBP = b"\x55\x48\x89\xe5"
_LOAD_RIP, _LEA_RIP = b"\x48\x8b\x05", b"\x48\x8d\x05"
_LOAD_BYTE, _LOAD_WORD = b"\x48\x8b\x40", b"\x48\x8b\x80"


def head_slot(memory, function):
    """The address of the word that points at the newest interpreter, or None."""
    try:
        code = memory.bytes(function, 32)
        at = 0
        for prologue in (_ENDBR64, _PUSH_RBP):
            at += len(prologue) if code[at:].startswith(prologue) else 0
        return _decode(memory, function, code, at)
    except (MemoryFault, struct.error):
        return None  # code is often not in a core: other steps follow


def _decode(memory, function, code, at):
    operand, = struct.unpack_from("<i", code, at + 3)
    target, rest = function + at + 7 + operand, code[at + 7 :]
    if code[at : at + 3] == _LEA_RIP:  # lea rax, [_PyRuntime]; mov rax, [rax + K]
        return _displaced(target, rest)
    if code[at : at + 3] != _LOAD_RIP:
        return None
    if rest[0] in (0xC3, 0x5D):  # a return: the word that was loaded is the head itself
        return target
    return _displaced(memory.pointer(target), rest)


def _displaced(base, code):
    if code[:3] == _LOAD_BYTE:
        return base + struct.unpack_from("<b", code, 3)[0]
    if code[:3] == _LOAD_WORD:
        return base + struct.unpack_from("<i", code, 3)[0]
    return None
