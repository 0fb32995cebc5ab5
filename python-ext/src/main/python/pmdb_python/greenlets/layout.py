"""Where the fields of a greenlet are, in bytes; the file of pmdb's that is read here says what each is."""

import collections
import re

from pmdb_python.locate.layouts import FREE_THREADED, Version
from pmdb_python_data import LAYOUTS

# Each but `source`, which says how it is known, may be None.
Layout = collections.namedtuple("Layout", "impl stack frame run parent thread source")

_FILE = "greenlet.layout"
_NEWEST = re.compile(r"^# Newest: (.*)$", re.MULTILINE)
_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def of(release, python):
    """The bundled layout for `greenlet.__version__` and CPython's layout, None for releases that are not known."""
    text, wanted = LAYOUTS[_FILE], _parse(release)
    if not wanted or wanted > _parse(_NEWEST.search(text).group(1)):
        return None
    rows = [line.split(" ") for line in text.splitlines() if line and not line.startswith("#")]
    fitting = [row for row in rows if _parse(row[0]) <= wanted and _is_of(row[1], python)]
    return Layout(*(_offset(word) for word in fitting[-1][2:8]), "bundled layout") if fitting else None


def _parse(release):
    """The numbers it begins with, without zeros at the end; None where there are none."""
    found = _RELEASE.match(release)
    if not found:
        return None
    numbers = [int(part) for part in found.group().split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers


def _is_of(pythons, python):
    oldest, newest = (Version.parse(word) for word in pythons.split("-"))
    free_threaded = pythons.endswith("t")
    return oldest[:2] <= python.version[:2] <= newest[:2] and free_threaded == (python.build == FREE_THREADED)


def _offset(word):
    return None if word == "-" else int(word)
