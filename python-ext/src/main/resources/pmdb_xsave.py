"""Lets a gdb older than 14 write the registers of a process on processors that have more of them than it knows.

gdb hands the kernel the extended state (XSAVE) in a buffer as large as the state was in its time: 2696 bytes. The
kernel takes a whole state only (fpu_user_cfg.max_size in arch/x86/kernel/fpu, 11008 bytes with AMX) and answers
EFAULT to less. So every call in the process, `return` and the like fail when gdb puts the registers back, and leave
the process with some of them changed.

gdb's own jump to ptrace() is led over a few instructions here. Where ptrace(PTRACE_SETREGSET, NT_X86_XSTATE) gives
less than there is, they read the whole state, lay the caller's bytes over its beginning, and write that. Everything
else goes through as it is.
"""

import ctypes
import mmap
import os
import struct

_PAGE = 0x1000
_CODE = bytes.fromhex(
    "81ff05420000"  # cmp edi, PTRACE_SETREGSET
    "756a"  # jne pass
    "81fa02020000"  # cmp edx, NT_X86_XSTATE
    "7562"  # jne pass
    "53 55 4154"  # push rbx, rbp, r12
    "89f3"  # mov ebx, esi          the thread
    "4889cd"  # mov rbp, rcx        the caller's iovec
    "4c8d25e80f0000"  # lea r12, [whole]    ours
    "49c744240800f00000"  # mov qword [r12 + 8], 0xf000
    "bf04420000"  # mov edi, PTRACE_GETREGSET
    "4c89e1"  # mov rcx, r12
    "31c0"  # xor eax, eax
    "ff15c70f0000"  # call [ptrace]
    "4885c0"  # test rax, rax
    "7518"  # jne set
    "488b4d08"  # mov rcx, [rbp + 8]
    "493b4c2408"  # cmp rcx, [r12 + 8]
    "730d"  # jae set
    "488b7500"  # mov rsi, [rbp]
    "498b3c24"  # mov rdi, [r12]
    "f3a4"  # rep movsb
    "4c89e5"  # mov rbp, r12
    "bf05420000"  # set: mov edi, PTRACE_SETREGSET
    "89de"  # mov esi, ebx
    "ba02020000"  # mov edx, NT_X86_XSTATE
    "4889e9"  # mov rcx, rbp
    "31c0"  # xor eax, eax
    "ff15930f0000"  # call [ptrace]
    "415c 5d 5b"  # pop r12, rbp, rbx
    "c3"  # ret
    "ff25880f0000"  # pass: jmp [ptrace]
)
_STATE = 0xF000  # room for a state, as the instructions tell the kernel

# <elf.h>
_AT_PHDR, _AT_PHNUM = 3, 5
_PT_DYNAMIC, _PT_PHDR = 2, 6
_DT_PLTRELSZ, _DT_STRTAB, _DT_SYMTAB, _DT_RELA, _DT_RELASZ, _DT_JMPREL = 2, 5, 6, 7, 8, 23
_GLOB_DAT, _JUMP_SLOT = 6, 7

_kept = []  # the memory of the instructions


def mend():
    """Why it can not be done, or nothing."""
    try:
        slots = _slots(b"ptrace")
        if not slots:
            return "its file does not tell where it calls ptrace()"
        _lead(slots, _instructions())
        return ""
    except (OSError, ValueError, AttributeError) as error:
        return str(error)


def _lead(slots, where):
    """Through the file, as the slots may lie in pages that are read-only by now."""
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        for slot in slots:
            memory.seek(slot)
            memory.write(struct.pack("<Q", where))


def _instructions():
    """Address of the instructions; behind their page lie the address of ptrace(), an iovec, and its room."""
    libc = ctypes.CDLL(None, use_errno=True)
    room = mmap.mmap(-1, 2 * _PAGE + _STATE)
    _kept.append(room)
    start = ctypes.addressof(ctypes.c_char.from_buffer(room))
    room[: len(_CODE)] = _CODE
    ptrace = ctypes.cast(libc.ptrace, ctypes.c_void_p).value
    room[_PAGE : _PAGE + 24] = struct.pack("<QQQ", ptrace, start + 2 * _PAGE, _STATE)
    if libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(_PAGE), mmap.PROT_READ | mmap.PROT_EXEC):
        raise OSError(ctypes.get_errno(), "memory can not be made executable")
    return start


def _slots(name):
    """Where gdb's own file keeps addresses of a function, which the dynamic linker puts in."""
    base, tags = _image()
    found = []
    for table, size in ((_DT_JMPREL, _DT_PLTRELSZ), (_DT_RELA, _DT_RELASZ)):
        if table not in tags or size not in tags:
            continue
        for offset, info, _ in struct.iter_unpack("<QQq", ctypes.string_at(tags[table], tags[size])):
            if info & 0xFFFFFFFF in (_GLOB_DAT, _JUMP_SLOT) and _symbol(tags, info >> 32) == name:
                found.append(base + offset)
    return found


def _symbol(tags, number):
    offset = struct.unpack("<I", ctypes.string_at(tags[_DT_SYMTAB] + 24 * number, 4))[0]
    return ctypes.string_at(tags[_DT_STRTAB] + offset)


def _image():
    """Where gdb's own file is mapped, and the tags of its dynamic section; addresses among them are those in memory."""
    with open("/proc/self/auxv", "rb") as file:
        told = dict(struct.iter_unpack("<QQ", file.read()))
    headers = ctypes.string_at(told[_AT_PHDR], 56 * told[_AT_PHNUM])
    addresses = {kind: address for kind, _, _, address, _, _, _, _ in struct.iter_unpack("<IIQQQQQQ", headers)}
    if _PT_DYNAMIC not in addresses or _PT_PHDR not in addresses:
        return 0, {}
    base = told[_AT_PHDR] - addresses[_PT_PHDR]
    return base, dict(_tags(base + addresses[_PT_DYNAMIC]))


def _tags(at):
    while _word(at):
        yield _word(at), _word(at + 8)
        at += 16


def _word(at):
    return struct.unpack("<Q", ctypes.string_at(at, 8))[0]
