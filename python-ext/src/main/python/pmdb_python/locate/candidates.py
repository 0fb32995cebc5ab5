"""Mapped files that may hold CPython."""

import re

from pmdb_python.locate.layouts import Version

SECTION = ".PyRuntime"
HEAD_FUNCTION = "PyInterpreterState_Head"
# That are looked into: a process maps a few, a damaged core may claim thousands.
MOST = 64
_NAME = re.compile(r"(lib)?python(\d[\w.+-]*)?(\.so[.\d]*)?$")
_VERSION = re.compile(r"python(\d\.\d{1,2})")


class Candidate:
    """A file with its data and bss (`writable`), which can be scanned."""

    def __init__(self, image, mappings):
        self.image = image
        self.writable = _writable(image, mappings)

    @property
    def name(self):
        return self.image.name

    def symbol(self, name):
        found = self.image.exported(name)
        return found[0] if found else None

    def version_by_name(self):
        """X.Y from a name such as libpython3.11.so.1.0, or None."""
        found = _VERSION.search(self.name)
        return Version.parse(found.group(1)) if found else None


def find(target):
    """The likeliest first: what is named after Python, libraries before programs, else what exports
    Python's interface. Empty when nothing suggests Python; one more than MOST stands for all further ones."""
    images = [i for i in target.images if _NAME.match(i.name)]
    named = [Candidate(i, target.mappings) for i in images[: MOST + 1]]
    if not any(c.symbol(HEAD_FUNCTION) for c in named):
        others = (i for i in target.images if not _NAME.match(i.name))
        named += [Candidate(i, target.mappings) for i in others if _embeds(i)][: MOST + 1 - len(named)]
    return sorted(named, key=lambda c: not c.name.startswith("lib"))


def _embeds(image):
    return image.exported(HEAD_FUNCTION) or image.exported("_PyRuntime") or image.section(SECTION)


def _writable(image, mappings):
    """Writable mappings of the image, and the anonymous one right behind it, which is the end of bss."""
    found, reach = [], image.end
    for mapping in mappings:
        inside = image.start <= mapping.start < reach
        behind = mapping.start == reach and not mapping.is_file
        if mapping.writable and (inside or behind):
            found.append(mapping)
            reach = max(reach, mapping.end)
    return found
