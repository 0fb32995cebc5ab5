"""Makes the commands known to gdb. Whatever goes wrong in one is told in words, never as a Python traceback."""

import importlib

import gdb

from pmdb_python.commands import spec as specs
from pmdb_python.commands.errors import defect_of, told
from pmdb_python.commands.escape import encodable
from pmdb_python.commands.filter import PythonFrames
from pmdb_python.commands.session import Session
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

_UNREADABLE = "the core may be cut, or its files missing here: name the program to gdb, and `set sysroot` where they lie"


def register():
    """Defines every command and the frame filter; a second time replaces the first."""
    session = Session()
    for spec in specs.ALL:
        _define(session, spec)
    PythonFrames(session)


def _define(session, spec):
    def invoke(self, argument, from_tty):
        gdb.write(encodable(_answer(session, spec, argument)))

    body = {"invoke": invoke, "__doc__": specs.document(spec)}
    type("PythonCommand", (gdb.Command,), body)(spec.name, gdb.COMMAND_STACK, gdb.COMPLETE_NONE)


def _answer(session, spec, argument):
    try:
        return str(_function(spec)(session, _module("arguments").parse(spec, argument)))
    except UserError as error:
        raise told(error.what, error.hint) from None
    except MemoryFault as fault:
        raise told(str(fault), _UNREADABLE) from None
    except gdb.error as error:
        raise told(str(error)) from None
    except KeyboardInterrupt:
        raise gdb.GdbError("Quit") from None
    except Exception as error:  # what is not foreseen is a defect of ours
        raise defect_of(spec.name, error) from None


def _function(spec):
    module, _, name = spec.run.partition(".")
    return getattr(_module(module), name)


def _module(name):
    return importlib.import_module("pmdb_python.commands." + name)
