"""Follows the steps of a path from the value of its name."""

from pmdb_python.expression import items, made, members
from pmdb_python.expression.missing import Missing
from pmdb_python.expression.parser import Attribute
from pmdb_python.objects.heap import is_tagged_int
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault


def follow(heap, path, address):
    """Where the steps lead: an address, or what is no object yet (`objects/denoted.py`); a UserError that names the step
    which led nowhere, and what is there."""
    for index, step in enumerate(path.steps):
        before = path.name + "".join(step.text for step in path.steps[:index])
        try:
            address = _step(heap, address, step)
        except Missing as missing:
            raise UserError("`%s`: %s" % (before, missing.why), missing.there) from None
        except MemoryFault as fault:
            hint = "it is too large to be searched, or damaged" if heap.is_spent() else ""
            raise UserError("`%s` can not be looked into: %s" % (before, fault), hint) from None
    return address


def _step(heap, address, step):
    if not isinstance(address, int):
        return made.find(heap, address, step)
    if is_tagged_int(address):
        raise Missing("an int has nothing inside that could be shown", "")
    if isinstance(step, Attribute):
        return members.find(heap, address, step.name)
    return items.find(heap, address, step.key, step.text)
