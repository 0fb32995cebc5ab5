"""What gdb is told of the py-... commands when it starts: their names, usage and help. What they do is loaded when
the first one is asked."""

import collections

# `flags` maps a flag to the word for its value, which is a number, None for none; `operand` is the word for what else may
# follow; `kind` of it is NUMBER, WORD, or REST for the line as typed. `run` names a function of a module of this package.
Spec = collections.namedtuple("Spec", "name run flags operand kind required help")

NUMBER, WORD, REST = "number", "word", "rest"
_DETAILS = {"--address": None, "--refcount": None}
_ABOUT_DETAILS = "--address adds the type and address of each value, --refcount how many references there are to it."


def _spec(name, run, help, flags=None, operand="", kind=NUMBER, required=False):
    return Spec(name, run, flags or {}, operand, kind, required, help)


def usage(spec):
    """As in `py-bt [--all] [N]`."""
    words = [flag if value is None else "%s %s" % (flag, value) for flag, value in spec.flags.items()]
    words = ["[%s]" % word for word in words]
    if spec.operand:
        words.append(spec.operand if spec.required else "[%s]" % spec.operand)
    return " ".join([spec.name] + words)


def document(spec):
    """The text of gdb's `help`."""
    first, _, rest = spec.help.partition("\n")
    return "%s\n\nUsage: %s\n%s" % (first, usage(spec), rest)


ALL = (
    _spec(
        "py-bt",
        "stacks.backtrace",
        """Show the Python frames of the selected thread, most recent call first.
--all shows every thread of the interpreter; N only the N innermost frames, -N the N outermost.""",
        {"--all": None, "--all-frames": None},
        "N",
    ),
    _spec(
        "py-bt-full",
        "stacks.backtrace_full",
        """Show the Python frames of the selected thread with their variables.
--all shows every thread of the interpreter; N only the N innermost frames, -N the N outermost. Long values are cut;
py-up and py-locals show more of them.""",
        {"--all": None, "--all-frames": None},
        "N",
    ),
    _spec("py-threads", "stacks.threads", "List the threads that run Python, with who holds the GIL."),
    _spec(
        "py-up",
        "stacks.up",
        """Select the Python frame of the caller and show it. gdb's frame follows.
py-list, py-locals and py-print are about the selected frame.""",
        operand="N",
    ),
    _spec(
        "py-down",
        "stacks.down",
        """Select the Python frame of the callee and show it. gdb's frame follows.
py-list, py-locals and py-print are about the selected frame.""",
        operand="N",
    ),
    _spec(
        "py-list",
        "listing.listing",
        """List the source around the selected Python frame.
START,END are the lines to list: `START` or `START, END`. Files are looked for in gdb's `directory` path, then where
the program found them, in both inside archives too; code of no file in the program's own linecache.""",
        operand="START,END",
        kind=REST,
    ),
    _spec(
        "py-locals",
        "values.local_variables",
        "Show the arguments and local variables of the selected Python frame.\n" + _ABOUT_DETAILS,
        _DETAILS,
    ),
    _spec(
        "py-args",
        "values.arguments",
        "Show the arguments of the selected Python frame, as they are now.\n" + _ABOUT_DETAILS,
        _DETAILS,
    ),
    _spec(
        "py-globals",
        "values.global_variables",
        "Show what the module of the selected Python frame defines.\n"
        "Names that begin with two underscores are left out unless --all is given. " + _ABOUT_DETAILS,
        {**_DETAILS, "--all": None},
    ),
    _spec(
        "py-print",
        "values.print_expression",
        """Show a variable as the selected Python frame sees it, or part of it.
EXPRESSION is a name, and what is looked up in its value: `.attribute` in instances, classes and modules, `[index]`
and `["key"]` in lists, tuples, deques and dicts, as in `request.headers["host"][0]`. Nothing of the program runs.
"""
        + _ABOUT_DETAILS,
        _DETAILS,
        "EXPRESSION",
        REST,
        True,
    ),
    _spec(
        "py-exceptions",
        "exceptions.exceptions",
        """Show what each thread raises or handles, with chained tracebacks.
With the causes and contexts that led to it, notes, and the members of groups. Of programs of 3.11 and newer the part
of a line that failed is marked, as Python 3.13 does.""",
    ),
    _spec(
        "py-tasks",
        "tasks.tasks",
        """Show the tasks of asyncio: what each runs, and what it waits for.
A task that another one waits for is shown below that one. --most says how many tasks are read, 1000 if left out.""",
        {"--most": "INTEGER"},
    ),
    _spec(
        "py-greenlets",
        "greenlets.greenlets",
        """Show greenlets (gevent, eventlet): what each runs, and where it stands.
Those of one thread stand together, its main greenlet in front. greenlet 1.0 and newer; the layout of a release that is
not known is found in the program. --most says how many greenlets are read, 1000 if left out.""",
        {"--most": "INTEGER"},
    ),
    _spec(
        "py-generators",
        "generators.generators",
        """Show generators, coroutines and async generators that have not finished: where each stands.
NAME is that of a function or method; without it those that another one delegates to are shown with that one only.
--most says how many generators are shown, 1000 if left out.""",
        {"--most": "INTEGER"},
        "NAME",
        WORD,
    ),
)
