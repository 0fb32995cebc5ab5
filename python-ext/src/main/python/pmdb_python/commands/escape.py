"""Makes text that a target controls safe to print: control characters, bidirectional overrides and lone
surrogates become visible escapes such as `\\x1b` or `\\u202e`."""

import unicodedata

import gdb

_HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"}
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\t"}


def escape(text):
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(c) if unicodedata.category(c) in _HARMFUL else c for c in text)


def _visible(character):
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return "\\x%02x" % code if code < 0x100 else "\\u%04x" % code if code < 0x10000 else "\\U%08x" % code


def printable(text):
    """Escaped text, for gdb to print: what gdb's character set lacks is escaped as well."""
    return encodable(escape(text))


def encodable(text):
    charset = gdb.parameter("host-charset")
    if charset == "auto" and hasattr(gdb, "host_charset"):
        charset = gdb.host_charset()
    try:
        return text.encode(charset, "backslashreplace").decode(charset)
    except (LookupError, UnicodeError):
        return text.encode("ascii", "backslashreplace").decode("ascii")
