"""Finds what imported modules define."""

from pmdb_python.objects import dicts
from pmdb_python.target.memory import MemoryFault


class Modules:
    """`interpreter` is the address of the PyInterpreterState whose `sys.modules` are meant."""

    def __init__(self, heap, interpreter):
        self._heap, self.interpreter = heap, interpreter

    def attribute(self, module, name):
        """Address of a module's attribute, None when the module is not imported or has none."""
        heap = self._heap
        try:
            found = dicts.find(heap, heap.pointer(self.interpreter, "interp.modules"), module)
            return dicts.find(heap, heap.pointer(found, "module.md_dict"), name) if found else None
        except MemoryFault:
            return None  # an interpreter that starts or ends has no modules
