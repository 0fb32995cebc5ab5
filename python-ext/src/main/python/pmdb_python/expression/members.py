"""Attributes: of the object itself, of its class and the bases of that, and those that objects written in C keep in
a field."""

import itertools

from pmdb_python.expression import binding, c_field, computed, old_classes
from pmdb_python.expression.missing import Missing, some
from pmdb_python.objects import attributes, classes, dicts, named_tuples, strings
from pmdb_python.objects.denoted import Plain
from pmdb_python.objects.heap import EXCEPTION, HEAP_TYPE, TUPLE, TYPE

_MOST_NAMES = 1_000
_SHOWN = 20
# Fields that Python shows as attributes, by the `tp_name` of the C type.
_FIELDS = {
    "function": {
        "__code__": "func.func_code", "__defaults__": "func.func_defaults", "__kwdefaults__": "func.func_kwdefaults",
        "__module__": "func.func_module", "__name__": "func.func_name", "__qualname__": "func.func_qualname"},
    "method": {"__func__": "method.im_func", "__self__": "method.im_self"},
    "builtin_function_or_method": {"__self__": "cfunc.m_self"},
    "module": {"__dict__": "module.md_dict"},
    "code": {"co_name": "code.co_name", "co_filename": "code.co_filename"},
    "cell": {"cell_contents": "cell.ob_ref"},
    "slice": {"start": "slice.start", "stop": "slice.stop", "step": "slice.step"},
    "range": {"start": "range.start", "stop": "range.stop", "step": "range.step"},
    "collections.defaultdict": {"default_factory": "defaultdict.default_factory"},
}
_EXCEPTION_FIELDS = {
    "args": "exc.args",
    "__traceback__": "exc.traceback",
    "__context__": "exc.context",
    "__cause__": "exc.cause",
    "__notes__": "exc.notes",
}
# What has the attributes of its function.
_METHODS = ("method", "instancemethod")
# What an enum's properties give, which Python code computes.
_ENUM_FIELDS = {"value": "_value_", "name": "_name_"}


def find(heap, address, name):
    """The attribute's value, an address or what is no object yet, or a Missing."""
    kind = heap.type_of(address)
    if old_classes.has(heap, kind):
        value = old_classes.find(heap, address, name)
        if value is None:
            raise _missing(heap, address, kind, name)
        return value
    if name == "__class__":
        return kind.address
    item = named_tuples.find(heap, address, name) if kind.has(TUPLE) else None
    if item is not None:
        return item
    own = _own(heap, address, kind, name)
    of_class = classes.find(heap, kind, name)
    is_property = of_class is not None and heap.is_a(of_class.value, "property")
    if own is not None and not is_property:
        return own
    if of_class is not None:
        return _of_class(heap, address, kind, name, of_class)
    if kind.name in _METHODS:
        function = heap.pointer(address, "method.im_func")
        if heap.type_of(function).name not in _METHODS:  # as that of a damaged one may be
            return find(heap, function, name)
    raise _missing(heap, address, kind, name)


def _own(heap, address, kind, name):
    if kind.has(TYPE):
        value = computed.of_class(heap, heap.type(address), name)
    else:
        value = _field(heap, address, kind, name) or None
    if value is not None:
        return value
    value = _in_namespace(heap, address, kind, name)
    return attributes.find(heap, address, name) if value is None else value


def _field(heap, address, kind, name):
    field = _fields(heap, kind).get(name)
    return heap.pointer(address, field) if field and heap.has(field) else 0


def _fields(heap, kind):
    if kind.has(EXCEPTION):
        return _EXCEPTION_FIELDS
    base = heap.builtin_base(kind)
    return _FIELDS.get(base.name, {}) if base else {}


def _in_namespace(heap, address, kind, name):
    """What a module or a class defines."""
    if kind.has(TYPE):
        asked = heap.type(address)
        found = classes.find(heap, asked, name)
        return binding.of_class(heap, address, found.value) if found else None
    if heap.is_a(address, "module"):
        return dicts.find(heap, heap.pointer(address, "module.md_dict"), name)
    return None


def _of_class(heap, address, asked, name, found):
    kind, owner = heap.type_of(found.value).short_name, found.owner.short_name
    if name in _ENUM_FIELDS and owner == "Enum":
        value = attributes.find(heap, address, _ENUM_FIELDS[name])
        if value is not None:
            return value
    if kind in ("property", "cached_property"):
        why = "`%s` is a %s of %s: code computes it, and nothing is run" % (name, kind, owner)
    elif kind == "member_descriptor":
        field = c_field.of(heap, address, found.value)
        if isinstance(field, c_field.Reference):
            return field.address
        if isinstance(field, Plain):
            return field
        why = _of_field(name, owner, field)
    elif kind == "getset_descriptor":
        value = computed.of_instance(heap, address, name)
        if value is not None:
            return value
        why = "`%s` is computed by C code of %s, and nothing is run" % (name, owner)
    elif binding.is_code(heap, found.value):
        why = "`%s` is a %s of %s: its __get__ would run for that, and nothing is run" % (name, kind, owner)
    else:
        return binding.of_instance(heap, address, asked.address, found.value)
    raise Missing(why, _there(heap, address))


def _of_field(name, owner, field):
    if isinstance(field, c_field.Unknown):
        return "`%s` is kept by C code of %s in a way that is not known (%d)" % (name, owner, field.kind)
    return "`%s` is a slot of %s that is not set" % (name, owner)


def _missing(heap, address, kind, name):
    what = "class " + heap.type(address).short_name if kind.has(TYPE) else kind.short_name
    if old_classes.has(heap, kind):
        hook = old_classes.makes_up(heap, address)
    else:
        hook = kind.has(HEAP_TYPE) and classes.find(heap, kind, "__getattr__") is not None
    tail = "; its __getattr__ might make one, which is not run" if hook else ""
    return Missing("%s has no `%s`%s" % (what, name, tail), _there(heap, address))


def _there(heap, address):
    names = [name for name in _names(heap, address) if not name.startswith("__")]
    return some("it has ", names[:_SHOWN], len(names))


def _names(heap, address):
    """Names that may follow a dot, the object's own first."""
    kind = heap.type_of(address)
    names = dict.fromkeys(sorted(_fields(heap, kind)))
    if kind.has(TYPE):
        names.update(dict.fromkeys(classes.names(heap, heap.type(address))))
    elif heap.is_a(address, "module"):
        entries = dicts.entries(heap, heap.pointer(address, "module.md_dict"), _MOST_NAMES)
        texts = (strings.text(heap, key) for key, _ in entries)
        names.update((text, None) for text in texts if text is not None)
    else:
        names.update((name, None) for name, _ in attributes.of(heap, address))
    if old_classes.has(heap, kind):
        names.update(dict.fromkeys(old_classes.names(heap, address)))
    names.update(dict.fromkeys(classes.names(heap, kind)))
    return list(itertools.islice(names, _MOST_NAMES))
