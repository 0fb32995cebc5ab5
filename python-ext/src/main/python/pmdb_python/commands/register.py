"""Makes the commands known to gdb. Whatever goes wrong in one is told in words, never as a Python traceback."""

import inspect
import os
import traceback

import gdb

from pmdb_python.commands import commands
from pmdb_python.commands.escape import escape
from pmdb_python.commands.filter import PythonFrames
from pmdb_python.commands.view import Session
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault


def register():
    """Defines every command and the frame filter; a second time replaces the first."""
    session = Session()
    for name, function in commands.ALL.items():
        _define(session, name, function)
    PythonFrames(session)


def _define(session, name, function):
    def invoke(self, argument, from_tty):
        _write(_answer(name, function, session, argument))

    body = {"invoke": invoke, "__doc__": inspect.cleandoc(function.__doc__)}
    type("PythonCommand", (gdb.Command,), body)(name, gdb.COMMAND_STACK, gdb.COMPLETE_NONE)


def _answer(name, function, session, argument):
    try:
        return str(function(session, argument.split()))
    except UserError as error:
        raise _told(error.what, error.hint) from None
    except MemoryFault as fault:
        raise _told(str(fault), "the core may be cut, or its files missing here; name the program and its libraries to gdb") from None
    except gdb.error as error:
        raise _told(str(error)) from None
    except KeyboardInterrupt:
        raise gdb.GdbError("Quit") from None
    except Exception as defect:  # a fault of this file is told in one line, with its place
        raise _told("%s failed: %s" % (name, _brief(defect)), "please report it, with the version of gdb and of Python") from None


def _brief(defect):
    last = traceback.extract_tb(defect.__traceback__)[-1]
    return "%s: %s (%s:%d)" % (type(defect).__name__, str(defect)[:200], os.path.basename(last.filename), last.lineno)


def _told(what, hint=""):
    lines = [what, *hint.splitlines()]
    return gdb.GdbError(_encodable("\n  ".join(escape(line) for line in lines)))


def _write(text):
    gdb.write(_encodable(text))


def _encodable(text):
    """What gdb's character set lacks becomes an escape."""
    charset = gdb.parameter("host-charset")
    if charset == "auto" and hasattr(gdb, "host_charset"):
        charset = gdb.host_charset()
    try:
        return text.encode(charset, "backslashreplace").decode(charset)
    except (LookupError, UnicodeError):
        return text.encode("ascii", "backslashreplace").decode("ascii")
