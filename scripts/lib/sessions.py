#!/usr/bin/env python3
"""Replays recorded sessions: types what a *.session file says into pmdb on a terminal, and looks for what
must be seen. fixtures/sessions/README.md tells the format.

    sessions.py [--results FILE] [--show] FILE-OR-FOLDER ...
"""

import argparse
import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import string
import struct
import subprocess
import sys
import tempfile
import termios
import time

import session_targets as targets

LIMIT = float(os.environ.get("PMDB_SESSION_LIMIT", "60"))  # seconds for each thing to be seen
ROWS, COLUMNS = 100, 120  # so high that little is paged
CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78MDEc]|[\x00\x07\x08\x0e\x0f\r]")
PROMPT = re.compile(r"\((?:pmdb|gdb)\)\s*$|\n *>\s*$")  # ours, gdb's, and that of a command of several lines
KEYS = {"^C": b"\x03", "^D": b"\x04", "^L": b"\x0c", "TAB": b"\t", "ENTER": b"\r", "SPACE": b" "}


class Unseen(Exception):
    """What was expected did not appear, or what was forbidden did."""


class Terminal:
    """A program on a pty of its own, and everything it has written without control sequences."""

    def __init__(self, command, work, rows, environment, hangups=signal.SIG_DFL):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, COLUMNS, 0, 0))
            os.chdir(work)
            # Whoever started us may ignore it (nohup), and that is inherited.
            signal.signal(signal.SIGHUP, hangups)
            os.execvpe(command[0], command, environment)
        self.raw = b""
        self.ended = None

    def text(self):
        return CONTROL.sub("", self.raw.decode("utf-8", "replace"))

    def read(self, seconds):
        """Takes what has arrived; false when the program is gone and everything is read."""
        if self.descriptor is None:
            return False
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return True
        try:
            chunk = os.read(self.descriptor, 65536)
        except OSError:  # Linux answers EIO once the other end is closed
            return False
        self.raw += chunk
        return bool(chunk)

    def write(self, data):
        os.write(self.descriptor, data)

    def wait(self):
        """The exit code, as a shell tells it."""
        end = time.monotonic() + LIMIT
        while self.ended is None and time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                self.ended = code if code >= 0 else 128 - code
        if self.ended is None:
            raise Unseen("pmdb did not end")
        length = -1
        while len(self.raw) != length:
            length = len(self.raw)
            self.read(0.05)
        return self.ended

    def hang_up(self):
        """What a terminal's window does that is closed, or a connection that breaks."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def close(self):
        if self.ended is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.hang_up()


class Session:
    """One file: its lines are carried out in order; each line's first character tells what it is."""

    def __init__(self, path, work, program):
        self.path, self.work, self.program = path, work, program
        self.values = {"WORK": work, "FIXTURES": targets.FIXTURES, "ROOT": targets.ROOT, "PMDB": shlex.join(program)}
        self.python = ""
        self.rows = ROWS
        self.hangups = signal.SIG_DFL
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        self.temporary = os.path.join(work, "temporary")
        os.mkdir(self.temporary)
        self.environment = dict(kept, HOME=work, TERM="xterm-256color", LC_ALL="C.UTF-8", PMDB_SESSION="1")
        self.environment["PMDB_JAVA_OPTS"] = "-Djava.io.tmpdir=" + self.temporary
        self.running = []
        self.terminals = []
        self.at = 0  # what is before has been matched
        self.typed_at = 0
        self.forbidden = []

    @property
    def terminal(self):
        return self.terminals[-1]

    def run(self):
        with open(self.path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    self.line(line.rstrip("\n"))
                except (Unseen, AssertionError, OSError, re.error, subprocess.SubprocessError) as error:
                    raise Unseen("line %d (%s): %s" % (number, line.strip(), error)) from error
        self.check_forbidden()

    def line(self, line):
        kind, rest = line[:2], line[2:]
        actions = {"@ ": self.prepare, "$ ": self.start, "> ": self.type, "< ": self.press, "~ ": self.see_pattern,
                   "  ": self.see, "! ": self.forbid}
        if not line.strip() or kind[0] == "#":
            return
        if kind not in actions:
            raise Unseen("not a line of a session")
        actions[kind](string.Template(rest).safe_substitute(self.values) if kind != "~ " else self.fill_pattern(rest))

    def fill_pattern(self, text):
        quoted = {name: re.escape(str(value)) for name, value in self.values.items()}
        return string.Template(text).safe_substitute(quoted)

    # What is done

    def prepare(self, text):
        word, *rest = shlex.split(text)
        getattr(self, "prepare_" + word.replace("-", "_"))(*rest)

    def prepare_python(self, version):
        self.python = version

    def prepare_rows(self, rows):
        self.rows = int(rows)

    def prepare_nohup(self):
        self.hangups = signal.SIG_IGN

    def prepare_locale(self, name):
        self.environment["LC_ALL"] = name

    def prepare_term(self, name):
        self.environment["TERM"] = name

    def prepare_hide(self, *programs):
        self.environment["PATH"] = targets.path_without(programs, self.work)

    def prepare_needs(self, *programs):
        for program in programs:
            if program == "root" and os.geteuid() != 0:
                raise targets.Missing("needs to run as root")
            if program != "root":
                targets.tool(program)

    def prepare_build(self, name):
        self.values["PROGRAM"] = targets.build(self.work, name)

    def prepare_start(self, language, name, *arguments):
        if language == "sh":
            command = ["sh", "-c", " ".join([name, *arguments])]
        else:
            command = targets.command_of(self.work, language, name, arguments, self.python)
        self.running.append(targets.Running(command, self.work))
        self.values["PID"] = self.running[-1].pid
        for number, tid in enumerate(sorted(threads(self.running[-1].pid)), 1):
            self.values["TID%d" % number] = tid

    def prepare_core(self, writer, language, name, *arguments):
        if writer != "gdb":
            write = targets.kernel_core if writer == "kernel" else targets.any_core
            command = targets.command_of(self.work, language, name, arguments, self.python)
            self.values["PROGRAM"] = command[0]
            self.values["CORE"] = self.values["CRASH"] = write(command, self.work)
        else:
            self.prepare_start(language, name, *arguments)
            self.values["CORE"] = targets.gdb_core(self.values["PID"], self.work)

    def prepare_sh(self, *words):
        done = subprocess.run(["sh", "-c", " ".join(words)], cwd=self.work, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=LIMIT, check=False)
        if done.returncode:
            raise Unseen("ended with %d: %s" % (done.returncode, done.stdout.strip()))

    def prepare_ask(self, *words):
        self.running[-1].ask(" ".join(words))

    def prepare_exit(self, code):
        ended = self.terminal.wait()
        if ended != int(code):
            raise Unseen("pmdb ended with %d" % ended)
        left = os.listdir(self.temporary)
        if left:
            raise Unseen("temporary files are left: " + ", ".join(left))

    def prepare_put_back(self):
        """After the end: no alternate screen, a cursor, lines edited and echoed by the kernel."""
        raw = self.terminal.raw
        for on, off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?25l", b"\x1b[?25h"), (b"\x1b[?2004h", b"\x1b[?2004l")):
            if raw.rfind(on) > raw.rfind(off):
                raise Unseen("%r was not taken back" % on)
        cooked = termios.ICANON | termios.ECHO | termios.ISIG
        if termios.tcgetattr(self.terminal.descriptor)[3] & cooked != cooked:
            raise Unseen("the terminal's line discipline was left raw")

    def prepare_kill(self, who, name="KILL"):
        number = getattr(signal, "SIG" + name)
        if who == "pmdb":
            os.kill(self.terminal.pid, number)
            return
        for pid in descendants(self.terminal.pid):
            with contextlib.suppress(OSError), open("/proc/%d/comm" % pid, encoding="ascii") as comm:
                if comm.read().strip() == who:
                    os.kill(pid, number)

    def prepare_hangup(self):
        self.terminal.hang_up()

    def prepare_runs(self, seconds=LIMIT):
        self.await_threads(lambda status: status["State"][0] not in "tT", "the target stands still", float(seconds))

    def prepare_alone(self):
        self.await_threads(
            lambda status: status["State"][0] not in "tT" and status["TracerPid"] == "0", "the target is still traced"
        )

    def await_threads(self, good, otherwise, seconds=LIMIT):
        end = time.monotonic() + seconds
        pid = self.running[-1].pid
        while not all(good(status) for status in statuses(pid)):
            if time.monotonic() > end:
                raise Unseen(otherwise)
            time.sleep(0.02)

    def start(self, text):
        self.check_forbidden()
        self.close_terminal()
        words = shlex.split(text)
        command = ["sh", "-c", self.values["PMDB"] + " " + text] if "|" in words else [*self.program, *words]
        self.terminals.append(Terminal(command, self.work, self.rows, self.environment, self.hangups))
        self.at = self.typed_at = 0

    def type(self, text):
        self.await_prompt()
        self.check_forbidden()
        self.typed_at = len(self.terminal.text())
        self.terminal.write(text.encode() + b"\r")
        # What is typed is echoed: it is no answer, and ends with its line.
        self.at = self.typed_at = self.wait_until(lambda text: text.find("\n", self.typed_at) + 1, "an echo") - 1

    def press(self, text):
        self.terminal.write(b"".join(KEYS.get(word, word.encode()) for word in text.split()))

    # What must be seen

    def await_prompt(self):
        self.wait_until(lambda text: PROMPT.search(text, self.typed_at), "a prompt")

    def see(self, fragment):
        text = fragment.strip()
        self.see_pattern(re.escape(text), repr(text))

    def see_pattern(self, pattern, shown=None):
        compiled = re.compile(pattern.strip())
        match = self.wait_until(lambda text: compiled.search(text, self.at), shown or pattern)
        self.at = match.end()

    def forbid(self, fragment):
        self.forbidden.append(fragment.strip())

    def check_forbidden(self):
        for fragment in self.forbidden:
            if fragment in self.terminal.text()[self.typed_at:]:
                raise Unseen("%r was seen" % fragment)
        self.forbidden = []

    def wait_until(self, found, what):
        end = time.monotonic() + LIMIT
        alive = True
        while True:
            result = found(self.terminal.text())
            if result:
                return result
            if not alive or time.monotonic() > end:
                raise Unseen("%s was not seen" % what)
            alive = self.terminal.read(0.05)

    def close_terminal(self):
        if self.terminals:
            self.terminal.close()

    def close(self):
        self.close_terminal()
        for running in self.running:
            running.close()


def threads(pid):
    return map(int, os.listdir("/proc/%d/task" % pid))


def statuses(pid):
    """Of the threads of a process, but for those that end meanwhile."""
    for tid in threads(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            yield targets.status(pid, tid)


def descendants(pid):
    found = []
    with contextlib.suppress(OSError):
        for tid in threads(pid):
            with open("/proc/%d/task/%d/children" % (pid, tid), encoding="ascii") as children:
                for child in map(int, children.read().split()):
                    found += [child, *descendants(child)]
    return found


def replay(path, show, program):
    """Returns (verdict, reason)."""
    work = tempfile.mkdtemp(prefix="pmdb-session")
    session = Session(path, work, program)
    try:
        session.run()
        verdict, reason = "passed", ""
    except targets.Missing as error:
        verdict = "failed" if os.environ.get("CI") == "true" else "skipped"
        reason = str(error)
    except Unseen as error:
        verdict, reason = "failed", str(error)
        show = True
    if show:
        print("--- %s\n%s\n---" % (path, "\n---\n".join(terminal.text() for terminal in session.terminals)))
    session.close()
    shutil.rmtree(work, ignore_errors=True)
    return verdict, reason


def find(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".session"))
        else:
            yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", help="appends VERDICT, tab, NAME, tab, REASON for each session")
    parser.add_argument("--show", action="store_true", help="prints what was on the terminal")
    parser.add_argument("--program", default=os.path.join(targets.ROOT, "scripts", "pmdb"), help="instead of scripts/pmdb")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    failed = 0
    for path in find(options.paths):
        began = time.monotonic()
        verdict, reason = replay(path, options.show, shlex.split(options.program))
        failed += verdict == "failed"
        print("%s %s (%.1f s) %s" % (verdict, path, time.monotonic() - began, reason), flush=True)
        if options.results:
            with open(options.results, "a", encoding="utf-8") as results:
                results.write("%s\tsession %s\t%s\n" % (verdict, os.path.basename(path), reason))
    return 1 if failed else 0


sys.exit(main())
