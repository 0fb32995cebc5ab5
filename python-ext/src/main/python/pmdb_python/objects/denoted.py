"""What an expression gives that is no object in memory: what Python makes an object of only when it is asked for. An
object in memory is its address."""

from typing import NamedTuple

from pmdb_python.objects import descriptors, named, python2


class Method(NamedTuple):
    """A function with what it was asked of (`PyMethod_New`): `owner` is the object or class, 0 for an unbound method of
    2.7, `asked` the class that 2.7 names."""

    function: int
    owner: int
    asked: int

    def type(self, heap):
        return "instancemethod" if heap.has_python2() else "method"

    def render(self, to):
        if to.heap.has_python2():
            python2.bound(to, 0, self.function, self.owner, self.asked)
        else:
            named.bound(to, 0, self.function, self.owner)


class Builtin(NamedTuple):
    """A function of a class that is written in C, with what it was asked of: `is_wrapper` where it stands for a slot of
    the type."""

    descriptor: int
    owner: int
    is_wrapper: bool

    def type(self, heap):
        return "method-wrapper" if self.is_wrapper else "builtin_function_or_method"

    def render(self, to):
        what = "method-wrapper '%s'" if self.is_wrapper else "built-in method %s"
        descriptors.bound(to, what, self.descriptor, self.owner)
