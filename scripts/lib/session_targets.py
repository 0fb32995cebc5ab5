"""What a session works on: programs of fixtures/, running or as cores. Used by sessions.py."""

import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
FIXTURES = os.path.join(ROOT, "fixtures")
LIMIT = 60  # seconds for a program to get ready or to die
CORE_PATTERN = "/proc/sys/kernel/core_pattern"


class Missing(Exception):
    """A program that the session needs is not on this machine."""


def tool(name):
    found = shutil.which(name)
    if not found:
        raise Missing("needs the program " + name)
    return found


def path_without(programs, work):
    """A folder for PATH that has links to everything that PATH has now, save these programs."""
    folder = tempfile.mkdtemp(prefix="path", dir=work)
    for place in os.environ["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else []:
            with contextlib.suppress(FileExistsError):  # the first one counts, as in PATH
                if name not in programs:
                    os.symlink(os.path.join(place, name), os.path.join(folder, name))
    return folder


def interpreter(version):
    """The interpreter for "3.11", or the system's for ""."""
    given = [path for path in os.environ.get("PMDB_PYTHONS", "").split(":") if path]
    if not version:
        system = "/usr/bin/python3"
        return system if os.access(system, os.X_OK) else tool("python3")
    for path in given + [shutil.which("python" + version)]:
        if path and version_of(path) == version:
            return path
    raise Missing("needs CPython " + version)


def node():
    """The newest Node.js that the tests have, else that of the system."""
    given = [path for path in os.environ.get("PMDB_NODES", "").split(":") if path]
    return given[-1] if given else tool("node")


def version_of(program):
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([program, "-c", ask], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()


def build(work, name, shared=False):
    """Compiles fixtures/c/NAME.c into the session's folder."""
    output = os.path.join(work, "lib%s.so" % name if shared else name)
    flags = ["-shared", "-fPIC"] if shared else []
    source = os.path.join(FIXTURES, "c", name + ".c")
    subprocess.run([tool("gcc"), "-g", "-O0", "-pthread", *flags, "-o", output, source], check=True)
    return output


def command_of(work, language, name, arguments, python):
    """The command line of a fixture; "native" as an argument means the library built from native.c."""
    words = [build(work, "native", shared=True) if word == "native" else word for word in arguments]
    if language == "c":
        return [build(work, name), *words]
    if language == "node":
        return [node(), os.path.join(FIXTURES, "node", name + ".js"), *words]
    return [interpreter(python), os.path.join(FIXTURES, "python", name + ".py"), *words]


class Running:
    """A program that has said "ready"; pid is that of its last descendant, for programs in a wrapper."""

    def __init__(self, command, work):
        self.process = subprocess.Popen(
            command, cwd=work, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.await_line("ready")
        self.pid = last_descendant(self.process.pid)

    def await_line(self, expected):
        end = time.monotonic() + LIMIT
        descriptor = self.process.stdout.fileno()
        os.set_blocking(descriptor, False)
        seen = b""
        while time.monotonic() < end:
            with contextlib.suppress(BlockingIOError):
                chunk = os.read(descriptor, 4096)
                seen += chunk
                if expected.encode() in seen.split(b"\n"):
                    return
                if not chunk:
                    break
            time.sleep(0.01)
        raise AssertionError("the program did not say %r but %r" % (expected, seen))

    def ask(self, question):
        self.process.stdin.write(question.encode() + b"\n")
        self.process.stdin.flush()
        self.await_line("answer " + question)

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def status(pid, tid):
    """What /proc tells of a thread, by name."""
    with open("/proc/%d/task/%d/status" % (pid, tid), encoding="utf-8", errors="replace") as lines:
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def last_descendant(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as children:
        below = children.read().split()
    return last_descendant(int(below[-1])) if below else pid


@contextlib.contextmanager
def cores_beside_programs():
    """The pattern is one for the machine: the lock is the one that the Java tests take, too."""
    path = os.path.join(tempfile.gettempdir(), "pmdb-core-pattern.lock")
    with open(path, "a", encoding="ascii") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        with open(CORE_PATTERN, encoding="ascii") as setting:
            before = setting.read()
        changed = before.startswith("|") or "/" in before
        if changed:
            set_pattern("core")
        try:
            yield
        finally:
            if changed:
                set_pattern(before)


def set_pattern(pattern):
    try:
        with open(CORE_PATTERN, "w", encoding="ascii") as setting:
            setting.write(pattern)
    except PermissionError as error:
        raise Missing("needs cores beside the programs; core_pattern cannot be set") from error


def kernel_core(command, work):
    """Runs the program until it dies and returns the core that the kernel wrote."""
    place = tempfile.mkdtemp(prefix="crash", dir=work)
    limited = "ulimit -c unlimited; exec " + shlex.join(command)
    with cores_beside_programs():
        subprocess.run(["sh", "-c", limited], cwd=place, stdout=subprocess.DEVNULL, timeout=LIMIT, check=False)
    found = [name for name in os.listdir(place) if name.startswith("core")]
    if not found:
        raise Missing("needs a kernel that writes cores for this user")
    return os.path.join(place, found[0])


def any_core(command, work):
    """A core of a program that dies, by whoever may write one here without asking for more rights."""
    try:
        return kernel_core(command, work)
    except Missing:
        core = os.path.join(work, "core.of.gdb")
        line = [tool("gdb"), "-nx", "-nh", "-batch", "-ex", "run", "-ex", "generate-core-file " + core, "--args"]
        run_quietly([*line, *command])
        return core


def gdb_core(pid, work):
    """Lets gdb write a core of a running program, which runs on."""
    core = os.path.join(work, "core.%d" % pid)
    line = [tool("gdb"), "-nx", "-nh", "-batch", "-p", str(pid), "-ex", "generate-core-file " + core]
    run_quietly(line)
    return core


def run_quietly(line):
    nothing = subprocess.DEVNULL
    subprocess.run(line, stdin=nothing, stdout=nothing, stderr=nothing, timeout=LIMIT, check=False)
