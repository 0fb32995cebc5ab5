"""Reads `name.attribute[1]["key"]`."""

import collections
import re
import unicodedata

from pmdb_python.expression import keys
from pmdb_python.problem import UserError

# A name and what is looked up in its value, in order.
Path = collections.namedtuple("Path", "name steps")
# `.name` and `[key]`; `text` is the step as in the expression.
Attribute = collections.namedtuple("Attribute", "name text")
Item = collections.namedtuple("Item", "key text")

_MOST_STEPS = 1_000
_MOST_NESTING = 20
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", "'": "'", '"': '"'}
_DIGITS = {"x": 2, "u": 4, "U": 8}
_FORM = (
    'an expression is a name and then .attribute, [index] or ["key"], as in `a.b[1]["k"]`; nothing is called or computed'
)


def parse(text):
    """The path; a UserError where the text is none."""
    return _Parser(text).path()


class _Parser:
    def __init__(self, text):
        self._text, self._at = text, 0

    def path(self):
        self._blanks()
        name, steps = self._name(), []
        self._blanks()
        while self._at < len(self._text):
            if len(steps) == _MOST_STEPS:
                raise UserError(
                    "an expression has at most %d attributes and keys" % _MOST_STEPS,
                    "print what the first of them lead to: each object has an address",
                )
            steps.append(self._step())
            self._blanks()
        return Path(name, steps)

    def _step(self):
        start = self._at
        if self._accept("."):
            self._blanks()
            name = self._name()
            return Attribute(name, self._text[start : self._at])
        if self._accept("["):
            key = self._keys("]", 0)
            return Item(key, self._text[start : self._at])
        raise self._wrong(".attribute or [key]")

    def _keys(self, close, nesting):
        """One key, or several with commas, up to the closing bracket."""
        found, comma = [], False
        self._blanks()
        while not self._accept(close):
            found.append(self._key(nesting))
            self._blanks()
            more = self._accept(",")
            comma = comma or more
            self._blanks()
            if not more and not self._peek(close):
                raise self._wrong("a " + close)
        several = comma or (not found and close == ")")
        if not found and not several:
            raise self._wrong("an index or a key")
        return keys.Several(tuple(found)) if several else found[0]

    def _key(self, nesting):
        if nesting > _MOST_NESTING:
            raise self._wrong("a key with fewer brackets")
        if self._accept("("):
            return self._keys(")", nesting + 1)
        if self._peek("'") or self._peek('"'):
            return keys.Text(self._quoted())
        if self._text[self._at : self._at + 1] in ("b", "B") and self._text[self._at + 1 : self._at + 2] in ("'", '"'):
            self._at += 1
            return keys.Raw(self._quoted())
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._at = number.end()
            return _number(number.group().replace("_", ""))
        return self._constant()

    def _constant(self):
        found = _NAME.match(self._text, self._at)
        known = {"None": keys.Nothing(), "True": keys.Whole(1), "False": keys.Whole(0)}
        key = known.get(found.group()) if found else None
        if key is None:
            raise self._wrong('an index or a key written out: 1, -1, "text", b"bytes", (1, 2), None')
        self._at = found.end()
        return key

    def _quoted(self):
        quote, content = self._text[self._at], []
        self._at += 1
        while self._at < len(self._text) and self._text[self._at] != quote:
            character = self._text[self._at]
            self._at += 1
            if character == "\\" and self._at < len(self._text):
                content.append(self._escape())
            else:
                content.append(character)
        if not self._accept(quote):
            raise self._wrong("a closing " + quote)
        return "".join(content)

    def _escape(self):
        character = self._text[self._at]
        self._at += 1
        if character in _DIGITS:
            return self._hex(_DIGITS[character])
        return _ESCAPES.get(character, "\\" + character)

    def _hex(self, digits):
        text = self._text[self._at : self._at + digits]
        if not re.fullmatch("[0-9a-fA-F]{%d}" % digits, text) or int(text, 16) > 0x10FFFF:
            raise self._wrong("%d hexadecimal digits of a character" % digits)
        self._at += digits
        return chr(int(text, 16))

    def _name(self):
        found = _NAME.match(self._text, self._at)
        if not found:
            raise self._wrong("a name")
        self._at = found.end()
        # Combining marks belong to names for Python, though not for regular expressions.
        while self._at < len(self._text) and unicodedata.category(self._text[self._at]) in ("Mn", "Mc", "Pc", "Nd"):
            rest = re.compile(r"\w*").match(self._text, self._at + 1)
            self._at = rest.end()
        return self._text[found.start() : self._at]

    def _peek(self, character):
        return self._text[self._at : self._at + 1] == character

    def _accept(self, character):
        there = self._peek(character)
        self._at += there
        return there

    def _blanks(self):
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _wrong(self, wanted):
        where = "before `%s`" % self._text[self._at :] if self._at < len(self._text) else "at the end"
        return UserError("`%s`: %s is wanted %s" % (self._text, wanted, where), _FORM)


def _number(digits):
    lower = digits.lower()
    if "0x" in lower:
        return keys.Whole(int(lower, 16))
    return keys.Real(float(lower)) if "." in lower or "e" in lower else keys.Whole(int(lower))
