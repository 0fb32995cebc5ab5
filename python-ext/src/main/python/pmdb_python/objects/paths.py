"""`pathlib.PurePath` and all below it. Up to 3.11 a path keeps its parts; since 3.12 what it was made of, and the parts
once somebody has asked for them; its text once it was shown."""

from pmdb_python.objects import attributes, classes, instances, literals, sequences, strings
from pmdb_python.objects.heap import LIST

_MOST_PARTS = 4096


def render(to, address, kind):
    heap = to.heap
    windows = any(base.short_name == "PureWindowsPath" for base in classes.lineage(heap, kind))
    text = _string(heap, address, "_str")
    if text is None:
        text = _of_parts(heap, address, "\\" if windows else "/")
    if text is None and not windows:
        raw = _strings(heap, address, "_raw_paths")
        text = None if raw is None else _joined(raw)
    if text is None:
        instances.instance(to, address, kind)
        return
    shown = text.replace("\\", "/") if windows else text
    to.text("%s(%s)" % (kind.short_name, literals.of_string([ord(character) for character in shown])))


def _of_parts(heap, address, separator):
    drive, root = _string(heap, address, "_drv"), _string(heap, address, "_root")
    if drive is None or root is None:
        return None
    anchor, tail = drive + root, _strings(heap, address, "_tail_cached")
    if tail is None:
        parts = _strings(heap, address, "_parts")
        if parts is None:
            return None
        tail = parts[1:] if anchor else parts
    return anchor + separator.join(tail) or "."


def _joined(raw):
    """As `posixpath.join`, then without what stands for nothing."""
    path = ""
    for part in raw:
        before = path if not path or path.endswith("/") else path + "/"
        path = part if part.startswith("/") else before + part
    root = "//" if path.startswith("//") and not path.startswith("///") else "/" if path.startswith("/") else ""
    return root + "/".join(part for part in path.split("/") if part not in ("", ".")) or "."


def _string(heap, address, name):
    value = attributes.find(heap, address, name)
    return None if value is None else strings.text(heap, value)


def _strings(heap, address, name):
    value = attributes.find(heap, address, name)
    if value is None or not heap.type_of(value).has(LIST):
        return None
    return [strings.text(heap, item, "?") for item in sequences.first_of_list(heap, value, _MOST_PARTS)]
