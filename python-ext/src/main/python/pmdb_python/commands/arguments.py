"""Matches what was typed behind a command's name with what the command takes."""

import collections
import re

from pmdb_python.commands.spec import NUMBER, REST, usage
from pmdb_python.problem import UserError

# `flags` maps those that were given to their values; `operand` is the rest, None where there is none.
Arguments = collections.namedtuple("Arguments", "flags operand")

_NUMBER = re.compile(r"[-+]?[0-9]{1,9}\Z")


def parse(spec, typed):
    """The Arguments; a UserError with the usage where they do not fit."""
    if spec.kind == REST and spec.operand and not typed.strip().startswith("-"):
        flags, operand = {}, typed.strip() or None
    else:
        flags, operand = _words(spec, typed)
    if spec.required and operand is None:
        raise _wrong(spec, "%s wants %s" % (spec.name, spec.operand))
    return Arguments(flags, operand)


def _words(spec, typed):
    flags, operand, words, flags_ended = {}, None, iter(_split(typed)), False
    for word, start in words:
        if not flags_ended and len(word) > 1 and word.startswith("-") and not _NUMBER.match(word):
            flags_ended = word == "--"
            if not flags_ended:
                _flag(spec, word, words, flags)
        elif spec.operand and spec.kind == REST:
            return flags, typed[start:].strip()
        elif not spec.operand or operand is not None:
            raise _wrong(spec, "%s does not take `%s`" % (spec.name, word))
        else:
            if spec.kind == NUMBER:
                _check(spec, spec.operand, word)
            operand = word
    return flags, operand


def most_of(arguments, default):
    """The number behind --most; a UserError where that is none that things can be counted to."""
    found = int(arguments.flags.get("--most", default))
    if found < 1:
        raise UserError("--most wants a number above 0", "such as `--most 5000`")
    return found


def _flag(spec, word, words, flags):
    name, equals, value = word.partition("=")
    if name not in spec.flags:
        raise _wrong(spec, "%s knows no %s" % (spec.name, name))
    if spec.flags[name] is None:
        if equals:
            raise _wrong(spec, "%s takes no value" % name)
    elif not equals:
        value, _ = next(words, (None, 0))
        if value is None:
            raise _wrong(spec, "%s wants a value" % name)
    if spec.flags[name] is not None:
        _check(spec, name, value)
    flags[name] = value


def _check(spec, name, value):
    if not _NUMBER.match(value):
        raise _wrong(spec, "%s is to be a number, not `%s`" % (name, value))


def _wrong(spec, message):
    return UserError(message, "usage: " + usage(spec))


def _split(typed):
    """Yields (word without quotes, where it starts). Single quotes keep everything, double quotes all but `\\"` and
    `\\\\`; outside quotes a backslash keeps the next character."""
    at = 0
    while True:
        while at < len(typed) and typed[at].isspace():
            at += 1
        if at >= len(typed):
            return
        start, word = at, []
        while at < len(typed) and not typed[at].isspace():
            if typed[at] in "'\"":
                at = _quoted(typed, at, word)
            else:
                at += typed[at] == "\\" and at + 1 < len(typed)
                word.append(typed[at])
                at += 1
        yield "".join(word), start


def _quoted(typed, at, word):
    quote, at = typed[at], at + 1
    while at < len(typed):
        if typed[at] == quote:
            return at + 1
        at += quote == '"' and typed[at] == "\\" and typed[at + 1 : at + 2] in ('"', "\\")
        word.append(typed[at])
        at += 1
    raise UserError("a %s is not closed" % quote, "type a second %s" % quote)
