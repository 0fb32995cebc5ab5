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
ROWS, COLUMNS = 100, 120  # so high that nothing here is paged
CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78MDEc]|[\x00\x07\x08\x0e\x0f\r]")
PROMPT = re.compile(r"\((?:pmdb|gdb)\)\s*$|\n *>\s*$")  # ours, gdb's, and that of a command of several lines
KEYS = {"^C": b"\x03", "^D": b"\x04", "^L": b"\x0c", "TAB": b"\t", "ENTER": b"\r", "SPACE": b" "}


class Unseen(Exception):
    """What was expected did not appear, or what was forbidden did."""


class Terminal:
    """A program on a pty of its own, and everything it has written without control sequences."""

    def __init__(self, command, work):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(work)
            os.environ.update(HOME=work, TERM="xterm-256color", LC_ALL="C.UTF-8", PMDB_SESSION="1")
            os.execvp(command[0], command)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.raw = b""
        self.ended = None

    def text(self):
        return CONTROL.sub("", self.raw.decode("utf-8", "replace"))

    def read(self, seconds):
        """Takes what has arrived; false when the program is gone and everything is read."""
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
        while self.read(0):
            if not select.select([self.descriptor], [], [], 0.05)[0]:
                break
        return self.ended

    def close(self):
        if self.ended is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.descriptor)


class Session:
    """One file: its lines are carried out in order; each line's first character tells what it is."""

    def __init__(self, path, work, program):
        self.path, self.work, self.program = path, work, program
        self.values = {"WORK": work, "FIXTURES": targets.FIXTURES, "ROOT": targets.ROOT}
        self.python = ""
        self.running = []
        self.terminal = None
        self.at = 0  # what is before has been matched
        self.typed_at = 0
        self.forbidden = []

    def run(self):
        with open(self.path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    self.line(line.rstrip("\n"))
                except (Unseen, AssertionError, OSError, subprocess.SubprocessError) as error:
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

    def prepare_core(self, writer, language, name, *arguments):
        if writer != "gdb":
            write = targets.kernel_core if writer == "kernel" else targets.any_core
            command = targets.command_of(self.work, language, name, arguments, self.python)
            self.values["PROGRAM"] = command[0]
            self.values["CORE"] = write(command, self.work)
        else:
            self.prepare_start(language, name, *arguments)
            self.values["CORE"] = targets.gdb_core(self.values["PID"], self.work)

    def prepare_sh(self, *words):
        done = subprocess.run(["sh", "-c", " ".join(words)], cwd=self.work, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=LIMIT, check=False)
        if done.returncode:
            raise Unseen("ended with %d: %s" % (done.returncode, done.stdout.strip()))

    def prepare_ask(self, *words):
        self.running[-1].ask(" ".join(words))

    def prepare_exit(self, code):
        ended = self.terminal.wait()
        if ended != int(code):
            raise Unseen("pmdb ended with %d" % ended)

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

    def prepare_runs(self, seconds=LIMIT):
        """Waits until the target is neither stopped nor traced."""
        end = time.monotonic() + float(seconds)
        while time.monotonic() < end:
            if not any(state in "tT" for state in thread_states(self.running[-1].pid)):
                return
            time.sleep(0.02)
        raise Unseen("the target stands still")

    def start(self, text):
        self.check_forbidden()
        if self.terminal:
            self.terminal.close()
        self.terminal = Terminal([*self.program, *shlex.split(text)], self.work)
        self.at = self.typed_at = 0

    def type(self, text):
        self.await_prompt()
        self.check_forbidden()
        self.typed_at = self.at = len(self.terminal.text())
        self.terminal.write(text.encode() + b"\r")

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

    def close(self):
        if self.terminal:
            self.terminal.close()
        for running in self.running:
            running.close()


def thread_states(pid):
    for tid in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/stat" % (pid, tid), encoding="utf-8", errors="replace") as stat:
            yield stat.read().rpartition(")")[2].split()[0]


def descendants(pid):
    found = []
    with contextlib.suppress(OSError):
        for tid in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, tid), encoding="ascii") as children:
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
    if show and session.terminal:
        print("--- %s\n%s\n---" % (path, session.terminal.text()))
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
