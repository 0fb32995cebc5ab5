"""What `str` gives of an exception, for the classes of `Objects/exceptions.c`. A class with a `__str__` of its own is
shown by its arguments."""

from pmdb_python.objects import sequences, strings
from pmdb_python.objects.describer import describe
from pmdb_python.objects.heap import BYTES, STR

# Characters of a message or a note.
MOST = 100_000
_MOST_BASES = 64
# What `OSError` and `IOError` derive from in Python 2, and where its builtin exceptions say that they are from.
_OLD_OS_ERROR, _OLD_MODULE = "EnvironmentError", "exceptions."


class ExceptionText:
    def __init__(self, heap, limits):
        self._heap, self._limits = heap, limits

    def of(self, exception):
        if self.is_group(exception):
            count = sequences.tuple_size(self._heap, self.members(exception))
            more = "" if count == 1 else "s"
            return "%s (%d sub-exception%s)" % (self.str(self.field(exception, 0)), count, more)
        arguments = self._heap.pointer(exception, "exc.args")
        if self._is_a(exception, "OSError", _OLD_OS_ERROR) and self.field(exception, 0) and self.field(exception, 1):
            return self._of_system(exception)
        count = sequences.tuple_size(self._heap, arguments)
        if count != 1:
            return self._repr(arguments) if count else ""
        only = sequences.first_of_tuple(self._heap, arguments, 1)[0]
        return self._repr(only) if self._is_a(exception, "KeyError") else self.str(only)

    def _of_system(self, exception):
        number, text, file = (self.field(exception, index) for index in range(3))
        return "[Errno %s] %s%s" % (self.str(number), self.str(text), ": " + self._repr(file) if file else "")

    def is_syntax_error(self, exception):
        return self._is_a(exception, "SyntaxError")

    def is_group(self, exception):
        return self._is_a(exception, "BaseExceptionGroup")

    def members(self, exception):
        """Address of the tuple of a group's members (`PyBaseExceptionGroupObject`)."""
        return self.field(exception, 1)

    def field(self, exception, index):
        """The n-th pointer behind `PyException_HEAD`, which ends with a flag, or with the message up to 2.7."""
        last = "exc.message" if self._heap.has("exc.message") else "exc.suppress_context"
        return self._heap.memory.pointer(exception + self._heap.layout.offset(last) + 8 + 8 * index)

    def _is_a(self, exception, *names):
        kind = self._heap.type_of(exception)
        for _ in range(_MOST_BASES):
            name = kind.name[len(_OLD_MODULE) :] if kind.name.startswith(_OLD_MODULE) else kind.name
            if name in names:
                return True
            if not kind.base:
                return False
            kind = self._heap.type(kind.base)
        return False

    def str(self, value):
        kind = self._heap.type_of(value) if value else None
        if kind and (kind.has(STR) or (self._heap.has_python2() and kind.has(BYTES))):
            return strings.marked(self._heap, value, MOST, "?")
        return self._repr(value)

    def _repr(self, value):
        return describe(self._heap, value, self._limits).text
