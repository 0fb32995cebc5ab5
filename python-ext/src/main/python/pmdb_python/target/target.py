"""The selected inferior as the reader sees it."""

import os
import re
import time

import gdb

from pmdb_python.problem import UserError
from pmdb_python.target import elf, mappings, threads
from pmdb_python.target.memory import Memory, MemoryFault

_STRINGS_MOST = 1 << 17
# `starttime` of proc_pid_stat(5), counted from behind the name. It and the time since boot are told in ticks, seconds.
_START_FIELD = 19
_CLOCK_ERROR = 0.02
_AT_EXECFN = re.compile(r"^31\s.*?(0x[0-9a-f]+)", re.MULTILINE)


class Target:
    """One moment of a program: a core, or a process that stands still."""

    def __init__(self, inferior):
        self.inferior = inferior
        self.pid = inferior.pid
        self.connection = getattr(inferior.connection, "type", "")
        self.is_core = self.connection == "core"
        self._knows_all_mappings = self.connection in ("core", "native")
        self.memory = Memory(self._read)
        self._mappings = self._images = self._registers = self._kernel_ids = self._directory = None

    def _read(self, address, length):
        if self._knows_all_mappings and self.mappings.at(address) is None:
            raise MemoryFault(address, length, _why(None))
        try:
            content = bytes(self.inferior.read_memory(address, length))
        except (gdb.error, OverflowError, ValueError):
            raise MemoryFault(address, length, _why(self.mappings.at(address))) from None
        if self.is_core and not any(content):
            self._check_zeros(address, content)
        return content

    def _check_zeros(self, address, content):
        """gdb gives zeros for memory that is neither in the core nor in a file that it found."""
        mapping = self.mappings.at(address)
        if mapping is not None and not mapping.dumped and not _in_file(mapping, address, content):
            raise MemoryFault(address, len(content), _why(mapping))

    def read_once(self, address, length):
        """Bytes that are not kept: a search reads more than is worth keeping."""
        return self._read(address, length)

    @property
    def mappings(self):
        if self._mappings is None:
            local = self.connection == "native"
            self._mappings = mappings.of_core() if self.is_core else mappings.of_process(self.pid, local)
        return self._mappings

    @property
    def images(self):
        if self._images is None:
            self._images = elf.images(self.memory, self.mappings)
        return self._images

    @property
    def registers(self):
        if self._registers is None:
            self._registers = threads.registers(self.inferior)
        return self._registers

    @property
    def by_fs_base(self):
        """{fs_base: kernel ids}: on x86-64 glibc's pthread_t is the thread's fs_base. The kernel's threads of an io_uring
        have that of the thread that made it."""
        found = {}
        for tid, registers in self.registers.items():
            if registers.fs_base:
                found.setdefault(registers.fs_base, []).append(tid)
        return found

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
            found = _AT_EXECFN.search(mappings.ask("info auxv"))
            end = int(found.group(1), 16) if found else 0
            stack = self.mappings.at(end)
            if stack is None:
                return ""
            start = max(stack.start, end - _STRINGS_MOST)
            strings = self.memory.bytes(start, end - start).split(b"\0")
        except MemoryFault:
            return ""
        texts = [os.fsdecode(s[len(b"PWD=") :]) for s in strings if s.startswith(b"PWD=/")]
        return texts[0] if texts else ""

    def age(self, modified, running):
        """Why a file that was modified at some time may not be what ran, else empty. In seconds since the epoch;
        `running` gives a time at which the program ran already, or None."""
        if self.is_core:
            if _is_after(modified, _changed(mappings.core_file())):
                return "changed after the core was written"
            return "changed while the program ran" if _is_after(modified, running()) else ""
        started = _started(self.pid) if self.connection == "native" else None
        return "changed after the process started" if _is_after(modified, started) else ""


def _is_after(modified, time):
    return time is not None and modified > time


def _started(pid):
    """The latest moment at which a process may have started, in seconds since the epoch; None when it has ended."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            ticks = int(file.read().rpartition(b")")[2].split()[_START_FIELD])
        with open("/proc/uptime", encoding="ascii") as file:
            since_boot = float(file.read().split()[0])
    except OSError:
        return None
    return time.time() - since_boot + ticks / os.sysconf("SC_CLK_TCK") + _CLOCK_ERROR


def _why(mapping):
    if mapping is None:
        return "nothing is mapped there"
    if mapping.dumped:
        return "gdb can not read it"
    if mapping.is_file:
        return "not in the core, and no file is known to be the %s it was mapped from" % mapping.path
    return "not dumped (coredump_filter leaves this kind of memory out)"


def _in_file(mapping, address, content):
    """Whether the file that was mapped has these bytes there."""
    if not mapping.is_file:
        return False
    try:
        with open(mapping.path, "rb") as file:
            file.seek(mapping.offset + address - mapping.start)
            return file.read(len(content)) == content
    except OSError:
        return False


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
