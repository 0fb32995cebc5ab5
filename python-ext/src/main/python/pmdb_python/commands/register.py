"""Makes the commands known to gdb. Whatever goes wrong in one is told in words, never as a Python traceback."""

import inspect

import gdb

from pmdb_python.commands import commands
from pmdb_python.commands.errors import defect_of, told
from pmdb_python.commands.escape import encodable
from pmdb_python.commands.filter import PythonFrames
from pmdb_python.commands.view import Session
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

_UNREADABLE = "the core may be cut, or its files missing here: name the program to gdb, and `set sysroot` where they lie"


def register():
    """Defines every command and the frame filter; a second time replaces the first."""
    session = Session()
    for name, function in commands.ALL.items():
        _define(session, name, function)
    PythonFrames(session)


def _define(session, name, function):
    def invoke(self, argument, from_tty):
        gdb.write(encodable(_answer(name, function, session, argument)))

    body = {"invoke": invoke, "__doc__": inspect.cleandoc(function.__doc__)}
    type("PythonCommand", (gdb.Command,), body)(name, gdb.COMMAND_STACK, gdb.COMPLETE_NONE)


def _answer(name, function, session, argument):
    try:
        return str(function(session, argument.split()))
    except UserError as error:
        raise told(error.what, error.hint) from None
    except MemoryFault as fault:
        raise told(str(fault), _UNREADABLE) from None
    except gdb.error as error:
        raise told(str(error)) from None
    except KeyboardInterrupt:
        raise gdb.GdbError("Quit") from None
    except Exception as error:  # what is not foreseen is a defect of ours
        raise defect_of(name, error) from None
