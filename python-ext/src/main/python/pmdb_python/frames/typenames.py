"""Names of static types where `tp_name` is not in the core: learnt from the modules that hold the types."""

from pmdb_python.objects import dicts, strings
from pmdb_python.objects.heap import TYPE
from pmdb_python.target.memory import MemoryFault

_MOST_NAMES = 10_000
_TYPES_MODULE = {
    "FunctionType": "function",
    "CodeType": "code",
    "MappingProxyType": "mappingproxy",
    "SimpleNamespace": "types.SimpleNamespace",
    "CellType": "cell",
    "GeneratorType": "generator",
    "CoroutineType": "coroutine",
    "AsyncGeneratorType": "async_generator",
    "MethodType": "method",
    "BuiltinFunctionType": "builtin_function_or_method",
    "WrapperDescriptorType": "wrapper_descriptor",
    "MethodWrapperType": "method-wrapper",
    "MethodDescriptorType": "method_descriptor",
    "ClassMethodDescriptorType": "classmethod_descriptor",
    "ModuleType": "module",
    "TracebackType": "traceback",
    "FrameType": "frame",
    "GetSetDescriptorType": "getset_descriptor",
    "MemberDescriptorType": "member_descriptor",
    "InstanceType": "instance",
    "ClassType": "classobj",
}
_SINGLETONS = {"None": "NoneType", "Ellipsis": "ellipsis", "NotImplemented": "NotImplementedType"}
_COLLECTIONS = {
    "deque": "collections.deque",
    "defaultdict": "collections.defaultdict",
    "OrderedDict": "collections.OrderedDict",
}


def learn(heap, interpreter):
    """{address of a type: name}; empty where the names are readable."""
    names = {}
    try:
        modules = heap.pointer(interpreter, "interp.modules")
        if heap.type_of(modules).name == "?":
            builtins = heap.pointer(interpreter, "interp.builtins")
            _builtins(heap, builtins, names)
            _examples(heap, modules, builtins, names)
            _module(heap, modules, "types", _TYPES_MODULE, names)
            _module(heap, modules, "collections", _COLLECTIONS, names)
    except MemoryFault:
        return names  # what was learnt before is still true; the rest stays "?"
    return names


def _builtins(heap, builtins, names):
    for key, value in dicts.entries(heap, builtins, _MOST_NAMES):
        name = strings.text(heap, key)
        if name in _SINGLETONS:
            names[heap.type_of(value).address] = _SINGLETONS[name]
        elif name is not None and heap.type_of(value).has(TYPE):
            names[value] = name


def _examples(heap, modules, builtins, names):
    """Types of objects that every interpreter has."""

    def example(value, name):
        if value:
            names.setdefault(heap.type_of(value).address, name)

    example(dicts.find(heap, modules, "builtins"), "module")
    example(dicts.find(heap, builtins, "len"), "builtin_function_or_method")
    importer = dicts.find(heap, modules, "_frozen_importlib")
    function = dicts.find(heap, heap.pointer(importer, "module.md_dict"), "_find_and_load") if importer else None
    if function:
        example(function, "function")
        example(heap.pointer(function, "func.func_code"), "code")


def _module(heap, modules, module, wanted, names):
    value = dicts.find(heap, modules, module)
    for key, kind in dicts.entries(heap, heap.pointer(value, "module.md_dict"), _MOST_NAMES) if value else ():
        name = wanted.get(strings.text(heap, key))
        if name:
            names.setdefault(kind, "instancemethod" if name == "method" and not heap.at_least(3, 0) else name)
