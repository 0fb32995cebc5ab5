"""Exceptions with their tracebacks, and those that they came of."""

import collections

from pmdb_python.frames import exceptiontext, raised
from pmdb_python.frames.lone import LoneFrames
from pmdb_python.frames.syntaxerrors import SyntaxErrorText
from pmdb_python.objects import attributes, classes, sequences, strings
from pmdb_python.target.memory import MemoryFault

# `relation` to the one before, which is newer: CAUSE, CONTEXT or empty; `members` of a group are chains.
# `place` are lines before type and text: what Python could not understand.
Raised = collections.namedtuple("Raised", "type text place relation frames notes members problem")
CAUSE, CONTEXT = "cause", "context"

_MAIN = "__main__."
_MOST_CHAIN = 100
_MOST_EXCEPTIONS = 1_000
_MOST_NOTES = 100
_MOST_NESTING = 10
# Exceptions of Python 2 do not know their traceback: the thread has it.
_TRACEBACKS = {"raising": "tstate.curexc_traceback", "handling": "tstate.exc_traceback"}


def of_thread(heap, thread, limits):
    """The chains of what a thread raises, and of what it handles."""
    found = []
    for state, exception in raised.of(heap, thread):
        field = _TRACEBACKS[state]
        own = heap.pointer(thread, field) if heap.has(field) else 0
        found.append(_Reader(heap, limits, own).chain(exception, 0))
    return found


class _Reader:
    """`threads_traceback` is the traceback of an exception that does not know its own, up to 2.7; else 0."""

    def __init__(self, heap, limits, threads_traceback):
        self._heap, self._limits, self._threads_traceback = heap, limits, threads_traceback
        self._frames, self._text = LoneFrames(heap), exceptiontext.ExceptionText(heap, limits)
        self._seen = set()

    def chain(self, exception, nesting):
        """The exception and those it came of, as `traceback` orders them: the oldest first. The links are known
        before the members of groups are read: an exception that is both is shown as both, as by `traceback`."""
        links = [(exception, "")]
        self._seen.add(exception)
        while len(links) < _MOST_CHAIN:
            older, relation = self._older(links[-1][0])
            if not older or older in self._seen:
                break
            self._seen.add(older)
            links.append((older, relation))
        cut = len(links) == _MOST_CHAIN and self._older(links[-1][0])[0]
        read = [self._read(address, relation, nesting) for address, relation in reversed(links)]
        if cut:
            told = ["what it came of is not shown, %d exceptions are" % _MOST_CHAIN, read[0].problem]
            read[0] = read[0]._replace(problem="; ".join(filter(None, told)))
        return read

    def _older(self, exception):
        heap = self._heap
        if not heap.has("exc.cause"):
            return 0, ""  # up to 2.7 exceptions know of no others
        try:
            cause = self._other(exception, "exc.cause")
            if cause:
                return cause, CAUSE
            suppressed = heap.u8(exception, "exc.suppress_context")
            return (0 if suppressed else self._other(exception, "exc.context")), CONTEXT
        except MemoryFault:
            return 0, ""  # the exception itself tells what is not readable

    def _other(self, exception, field):
        address = self._heap.pointer(exception, field)
        return address if address and self._heap.is_exception(address) else 0

    def _read(self, exception, relation, nesting):
        frames, problems = [], []
        try:
            kind = self._type_name(self._heap.type_of(exception))
            text, place = self._says(exception)
            self._own_text(self._heap.type_of(exception), problems)
            self._traceback(exception, frames, problems)
            notes, members = self._notes(exception, problems), self._members(exception, nesting, problems)
            return Raised(kind, text, place, relation, frames, notes, members, "; ".join(problems))
        except MemoryFault as fault:
            return Raised("?", "", [], relation, frames, [], [], str(fault))

    def _says(self, exception):
        if self._text.is_syntax_error(exception):
            error = SyntaxErrorText(self._heap, self._text, exception)
            return error.message(), error.place()
        return self._text.of(exception), []

    def _own_text(self, kind, problems):
        own = classes.find(self._heap, kind, "__str__")
        if own is not None and self._heap.type_of(own.value).name == "function":
            problems.append("%s.__str__ would tell more, and is not run" % own.owner.short_name)

    def _type_name(self, kind):
        """As `traceback` names it: without the module up to 2.7."""
        name = classes.full_name(self._heap, kind) if self._heap.has("exc.cause") else kind.short_name
        return name[len(_MAIN) :] if name.startswith(_MAIN) else name

    def _traceback(self, exception, into, problems):
        heap, met = self._heap, set()
        try:
            at = heap.pointer(exception, "exc.traceback") if heap.has("exc.traceback") else self._threads_traceback
            while at and heap.type_of(at).name == "traceback" and at not in met:
                met.add(at)
                if len(into) >= self._limits.frames:
                    problems.append("only the outermost %d frames are shown" % len(into))
                    return
                into.append(self._frames.of_traceback(at, len(into)))
                at = heap.pointer(at, "traceback.tb_next")
        except MemoryFault as fault:
            problems.append("the traceback breaks off: %s" % fault)

    def _notes(self, exception, problems):
        heap = self._heap
        try:
            found = attributes.find(heap, exception, "__notes__") if heap.has("exc.notes") else None
            if found is None:
                return []
            addresses = sequences.first_of_list(heap, found, _MOST_NOTES)
            notes = [strings.marked(heap, note, exceptiontext.MOST, "?") for note in addresses]
            _add_cut(problems, len(notes), sequences.list_size(heap, found), "notes")
            return notes
        except MemoryFault as fault:
            problems.append("its notes: %s" % fault)
            return []

    def _members(self, exception, nesting, problems):
        heap, members = self._heap, []
        try:
            if self._text.is_group(exception):
                found = self._text.members(exception)
                most = _MOST_EXCEPTIONS if nesting < _MOST_NESTING else 0
                for member in sequences.first_of_tuple(heap, found, most):
                    if len(self._seen) < _MOST_EXCEPTIONS:
                        members.append(self.chain(member, nesting + 1))
                _add_cut(problems, len(members), sequences.tuple_size(heap, found), "members")
        except MemoryFault as fault:
            problems.append("its members: %s" % fault)
        return members


def _add_cut(problems, shown, count, what):
    if shown < count:
        problems.append("%d of its %d %s are shown" % (shown, count, what))
