"""The selected inferior as the reader sees it."""

import os
import re

import gdb

from pmdb_python.problem import UserError
from pmdb_python.target import elf, mappings, threads
from pmdb_python.target.memory import Memory, MemoryFault

_STRINGS_MOST = 1 << 17
_AT_EXECFN = re.compile(r"^31\s.*?(0x[0-9a-f]+)", re.MULTILINE)
# The line before the first section of a core names the core.
_SECTIONS = re.compile(r"[`'\"\u2018](/[^\n]*)['\"\u2019], [^\n]*\n(?=[^\n]*: note0)")


class Target:
    """One moment of a program: a core, or a process that stands still."""

    def __init__(self, inferior):
        self.inferior = inferior
        self.pid = inferior.pid
        self.connection = getattr(inferior.connection, "type", "")
        self.is_core = self.connection == "core"
        self.memory = Memory(self._read)
        self._mappings = self._images = self._by_fs_base = self._kernel_ids = self._directory = None

    def _read(self, address, length):
        try:
            return bytes(self.inferior.read_memory(address, length))
        except (gdb.error, OverflowError, ValueError):
            mapped = self.mappings.at(address) is not None
            why = "gdb can not read it" if mapped else "nothing is mapped there"
            raise MemoryFault(address, length, why) from None

    def read_once(self, address, length):
        """Bytes that are not kept: a search reads more than is worth keeping."""
        return self._read(address, length)

    @property
    def mappings(self):
        if self._mappings is None:
            self._mappings = mappings.read(self.is_core)
        return self._mappings

    @property
    def images(self):
        if self._images is None:
            self._images = elf.images(self.memory, self.mappings)
        return self._images

    @property
    def by_fs_base(self):
        if self._by_fs_base is None:
            self._by_fs_base = threads.by_fs_base(self.inferior)
        return self._by_fs_base

    @property
    def kernel_ids(self):
        if self._kernel_ids is None:
            self._kernel_ids = {threads.kernel_id(thread) for thread in self.inferior.threads()}
        return self._kernel_ids

    def architecture(self):
        """gdb's name of it, such as `i386:x86-64`."""
        return self.inferior.architecture().name()

    @property
    def root(self):
        """Where the file tree of the program is seen from here."""
        root = "/proc/%d/root" % self.pid
        return root if self.connection == "native" and os.path.isdir(root) else "/"

    @property
    def directory(self):
        """The program's working directory, empty when not known. A core has no note of it; a shell leaves
        its own idea in PWD."""
        if self._directory is None:
            self._directory = self._pwd() if self.is_core else _link("/proc/%d/cwd" % self.pid)
        return self._directory

    def _pwd(self):
        """PWD from the strings that the kernel lays below the program's name, the last of them."""
        try:
            found = _AT_EXECFN.search(gdb.execute("info auxv", to_string=True))
            end = int(found.group(1), 16) if found else 0
            stack = self.mappings.at(end)
            if stack is None:
                return ""
            start = max(stack.start, end - _STRINGS_MOST)
            strings = self.memory.bytes(start, end - start).split(b"\0")
        except (gdb.error, MemoryFault):
            return ""
        texts = [os.fsdecode(s[len(b"PWD=") :]) for s in strings if s.startswith(b"PWD=/")]
        return texts[0] if texts else ""

    def born(self):
        """(seconds since the epoch, what happened then): a source that is younger may not be what ran."""
        if self.is_core:
            return _changed(core_file()), "changed after the core was written"
        if self.connection == "native":
            return _changed("/proc/%d" % self.pid), "changed after the process started"
        return None, ""


def _changed(path):
    try:
        return os.stat(path).st_mtime if path else None
    except OSError:
        return None


def _link(path):
    try:
        return os.readlink(path)
    except OSError:
        return ""


def core_file():
    """The path of the core that gdb has open, empty where that is not told."""
    found = _SECTIONS.search(gdb.execute("maint info sections", to_string=True))
    return found.group(1) if found else ""


def selected():
    """The selected inferior; a UserError where there is nothing to look at."""
    inferior = gdb.selected_inferior()
    if inferior is None or not inferior.is_valid() or inferior.pid == 0:
        raise UserError(
            "there is no program to look at",
            "open a core with `core FILE`, `attach PID`, or `run` the program and stop it",
        )
    thread = gdb.selected_thread()
    if thread is not None and thread.is_running():
        raise UserError("the selected thread is running", "stop it with `interrupt`, then try again")
    return Target(inferior)
