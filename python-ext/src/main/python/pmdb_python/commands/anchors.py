"""Which part of an expression did something: the operator of a binary operation, the brackets of a subscript or of a
call. It is told from the text of the expression, whose kind is that of its operator that binds least."""

import re

# An expression with one of them at the top is neither operation, subscript nor call.
_WORDS = frozenset(
    "and as assert async break case class continue def del elif else except finally for from global if import in is "
    "lambda nonlocal not or pass raise return try while with yield".split()
)
_BINDING = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 7}
_POWER = 7
_TOKEN = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<string>\w*(?:\"\"\".*?\"\"\"|'{3}.*?'{3}|\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*'))"
    r"|(?P<number>0[xX]\w+|(?:\d|\.\d)(?:[eE][+-]|[\w.])*|\.\.\.)"
    r"|(?P<word>\w+)"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<operator>(?:\*\*|//|<<|>>|[|^&+\-*/%@])(?!=))"
    r"|(?P<invert>~)"
    r"|(?P<dot>\.)"
    r"|(?P<other>.)",
    re.DOTALL,
)


def of(text):
    """Start and end of it in the text; None where there is none."""
    scan = _Scan()
    for token in _TOKEN.finditer(text):
        if not scan.step(token.lastgroup, token):
            return None
    return scan.found()


class _Scan:
    """From the left to the right, over what stands in brackets."""

    def __init__(self):
        self._depth, self._opened = 0, 0
        self._value = False  # whether what was read last is a value, behind which an operator is binary
        self._sign = self._awaits = False  # whether it begins with `-`, `+`, `~`, or with `await`
        self._least, self._binding, self._trailer = None, _POWER + 1, None  # the operator that binds least

    def found(self):
        if not self._value or self._depth:
            return None
        if self._least:
            return None if self._sign and self._binding == _POWER else self._least
        return None if self._sign or self._awaits else self._trailer

    def step(self, kind, token):
        """Whether this may still be an operation, a subscript or a call."""
        if kind == "open":
            return self._open(token)
        if kind == "close":
            return self._close(token)
        if self._depth or kind == "blank":
            return True
        return getattr(self, "_" + kind)(token)

    def _open(self, token):
        if not self._depth:
            if self._value and token.group() == "{":
                return False
            self._opened = token.start()
        self._depth += 1
        return True

    def _close(self, token):
        self._depth -= 1
        if not self._depth:
            trails = self._value
            self._operand()
            self._trailer = (self._opened, token.end()) if trails else None
        return self._depth >= 0

    def _operand(self):
        self._value, self._trailer = True, None
        return True

    def _string(self, _):
        return self._operand()

    def _word(self, token):
        if token.group() == "await":
            self._awaits = self._awaits or not self._least
            return not self._value
        return token.group() not in _WORDS and self._operand()

    def _number(self, _):
        return not self._value and self._operand()

    def _dot(self, _):
        was, self._value = self._value, False
        return was

    def _operator(self, token):
        text = token.group()
        if not self._value:
            return text in "+-" and self._invert(token)
        binding = _BINDING[text]
        if binding < self._binding or binding == self._binding != _POWER:
            self._least, self._binding = token.span(), binding
        self._value = False
        return True

    def _invert(self, _):
        """As a sign does, it stands before a value."""
        self._sign = self._sign or not (self._least or self._value)
        return not self._value

    def _other(self, _):
        return False
