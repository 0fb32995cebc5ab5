"""Views of dicts, and what classes hold for attributes (`Objects/descrobject.c`, `funcobject.c`, `dictobject.c`):
their fields follow the object's head."""

from pmdb_python.objects import dicts, strings


def view(to, address, kind):
    """`dict_keys([...])`, `dict_values([...])`, `dict_items([...])`."""
    entries = dicts.entries(to.heap, to.heap.behind_head(address, 0), to.limits.items + 1)
    which = {"dict_keys": 0, "dict_values": 1}.get(kind.short_name)

    def render(i):
        if which is not None:
            to.value(entries[i][which])
            return
        to.text("(")
        to.value(entries[i][0])
        to.text(", ")
        to.value(entries[i][1])
        to.text(")")

    with to.nested(address, "...") as fresh:
        if fresh:
            to.text(kind.short_name + "([")
            to.items(len(entries), render)
            to.text("])")


def of_class(what):
    """`<slot wrapper '__add__' of 'int' objects>` and the like. Since 3.15 the attributes that all objects may have
    belong to none."""

    def render(to, address, kind):
        name = strings.text(to.heap, to.heap.behind_head(address, 1), "?")
        owner = to.heap.type(to.heap.behind_head(address, 0)).name
        common = to.heap.at_least(3, 15) and what == "attribute" and owner == "object"
        to.text("<%s '%s'%s>" % (what, name, "" if common else " of '%s' objects" % owner))

    return render


def method_wrapper(to, address, kind):
    bound(to, "method-wrapper '%s'", to.heap.behind_head(address, 0), to.heap.behind_head(address, 1))


def bound(to, what, descriptor, owner):
    """`<method-wrapper '__add__' of int object at 0x...>`, `<built-in method upper of str object at 0x...>`."""
    name = strings.text(to.heap, to.heap.behind_head(descriptor, 1), "?")
    to.text("<%s of %s object at %#x>" % (what % name, to.heap.type_of(owner).name, owner))


def wrapped(to, address, kind):
    """`staticmethod` and `classmethod` show what they wrap since 3.10."""
    if not to.heap.at_least(3, 10):
        to.text("<%s object at %#x>" % (kind.name, address))
        return
    with to.nested(address, "...") as fresh:
        if fresh:
            to.text("<%s(" % kind.name)
            to.value(to.heap.behind_head(address, 0))
            to.text(")>")
