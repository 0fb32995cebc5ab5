"""What is told when something goes wrong: words, never a Python traceback."""

import os

import gdb

from pmdb_python.commands.escape import printable

_REPORT = "please report it, with the version of gdb and of Python"


def told(what, hint=""):
    """An error that gdb prints: what failed, and what to try next."""
    return gdb.GdbError("\n  ".join(printable(line) for line in [what, *hint.splitlines()]))


def defect_of(name, error):
    """A fault of ours: one line, with its place."""
    at = error.__traceback__
    while at.tb_next:
        at = at.tb_next
    place = "%s:%d" % (os.path.basename(at.tb_frame.f_code.co_filename), at.tb_lineno)
    return told("%s failed: %s: %s (%s)" % (name, type(error).__name__, str(error)[:200], place), _REPORT)
