"""What an expression gives that is no object in memory: what Python makes an object of only when it is asked for. An
object in memory is its address."""

from typing import NamedTuple

from pmdb_python.objects import containers, descriptors, literals, named, python2

_MOST_NAME = 1_000


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


class Plain(NamedTuple):
    """A number, a text or None that no object stands for; `text` is as Python shows it."""

    kind: str
    text: str

    def type(self, heap):
        return self.kind

    def render(self, to):
        to.text(self.text)


NONE = Plain("NoneType", "None")


def string(text):
    return Plain("str", literals.of_string([ord(c) for c in text[:_MOST_NAME]]))


class Namespace(NamedTuple):
    """The `__dict__` of an object whose attributes are in none."""

    owner: int

    def type(self, heap):
        return "dict"

    def render(self, to):
        containers.namespace(to, self.owner)


class Proxy(NamedTuple):
    """The `__dict__` of a class, which Python hands out behind a proxy."""

    namespace: int

    def type(self, heap):
        return "dictproxy" if heap.has_python2() else "mappingproxy"

    def render(self, to):
        to.text("dict_proxy(" if to.heap.has_python2() else "mappingproxy(")
        to.value(self.namespace)
        to.text(")")


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
