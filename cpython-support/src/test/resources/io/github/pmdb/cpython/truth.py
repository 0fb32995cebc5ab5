"""Blocks in several threads after writing down what a debugger should see of them.

usage: truth.py FILE.  The format of FILE is described in truth_writer.py.
"""
import builtins
import collections
import enum
import functools
import os
import sys
import threading
import time
import types
import weakref

import truth_writer

try:
    import datetime
    import decimal
    import fractions
    import uuid
except ImportError:  # a build without extension modules
    datetime = None

try:
    import dataclasses
except ImportError:  # 3.6
    dataclasses = None


class Plain:
    def __init__(self):
        self.first = 1
        self.second = 'zwei'
        self.third = [1, 2]


class Many:
    def __init__(self):
        for i in range(40):
            setattr(self, 'attribute%d' % i, i)


class Slots:
    __slots__ = ('left', 'right', 'unset')

    def __init__(self):
        self.left = 'l'
        self.right = 2.5


class Both(Slots):
    def __init__(self):
        Slots.__init__(self)
        self.extra = {'k': 'v'}


class MyInt(int):
    pass


class MyStr(str):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyFloat(float):
    pass


class MySet(set):
    pass


class MyTuple(tuple):
    pass


class MyError(ValueError):
    pass


FrozenDict = getattr(builtins, 'frozendict', dict)  # since 3.15
Point = collections.namedtuple('Point', 'x y')


class NamedPoint(Point):
    pass


if datetime:
    class MyDate(datetime.date):
        pass


class MyCounter(collections.Counter):
    pass


class MyDeque(collections.deque):
    pass


class MyOrdered(collections.OrderedDict):
    pass


class MyUserDict(collections.UserDict):
    pass


class Color(enum.Enum):
    RED = 1
    GREEN = 'g'
    TUPLE = (1, 2)


class Number(enum.IntEnum):
    ONE = 1


class Text(str, enum.Enum):
    A = 'a'


class Permission(enum.Flag):
    R = 4
    W = 2
    X = 1
    RW = 6


class Mask(enum.IntFlag):
    A = 1
    B = 2


class Container:
    class Inner:
        pass


class Shown:
    """Has a __repr__ of its own, which a debugger must not run."""

    def __init__(self):
        self.name = 'shown'

    def __repr__(self):
        raise SystemError('run by a debugger')


if dataclasses:
    @dataclasses.dataclass
    class Data:
        number: int
        text: str = 'x'
        hidden: int = dataclasses.field(default=1, repr=False)
        items: list = dataclasses.field(default_factory=list)

    @dataclasses.dataclass(frozen=True)
    class Frozen:
        number: int
        more: object = None

    @dataclasses.dataclass
    class Derived(Data):
        last: float = 0.5

    @dataclasses.dataclass
    class OwnText:
        number: int = 1

        def __repr__(self):
            raise SystemError('run by a debugger')


def rich(value):
    """What pmdb shows of an instance: Python's default text with the attributes."""
    kind = type(value)
    pairs = []
    for base in kind.__mro__:
        for name in base.__dict__.get('__slots__', ()):
            if hasattr(value, name):
                pairs.append((name, getattr(value, name)))
    pairs += list(getattr(value, '__dict__', {}).items())
    inside = ''.join(', %s=%r' % pair for pair in pairs)
    return '<%s.%s object at 0x%x%s>' % (kind.__module__, kind.__qualname__, id(value), inside)


def show(value):
    if type(value).__name__ in ('Plain', 'Many', 'Slots', 'Both', 'Shown', 'OwnText'):
        return rich(value)
    if type(value) is type(Plain().__init__):
        return '<bound method %s of %s>' % (value.__qualname__, rich(value.__self__))
    return repr(value)


def removed_keys():
    table = {i: str(i) for i in range(20)}
    for i in range(0, 20, 3):
        del table[i]
    return table


def removed_items():
    items = {('item', i) for i in range(12)}
    for i in range(0, 12, 2):
        items.discard(('item', i))
    return items


def materialised():
    value = Plain()
    value.__dict__['added'] = None
    return value


def shrunk():
    value = Plain()
    del value.second
    value.fourth = 4
    return value


def scalars(event):
    zero = 0
    one = -1
    small = 255
    digit = 2 ** 30
    digits = -(2 ** 30) - 12345
    two = 2 ** 60 + 7
    huge = 3 ** 500
    negative = -(7 ** 333)
    true = True
    false = False
    none = None
    dots = ...
    refused = NotImplemented
    floats = [0.0, -0.0, 1.0, 0.1, -2.5, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 1.5e300, 5e-324, 2e23,
              float('inf'), float('-inf'), float('nan'), 3.141592653589793, 100.0, 9007199254740993.0]
    complexes = [1j, 1 + 2j, -1.5j, complex(-0.0, 1), complex(1, -0.0), complex('nan+infj'), 1e20j]
    event()


def strings(event, *args, **keywords):
    empty = ''
    ascii_text = 'plain'
    quotes = "it's"
    both = 'it\'s "quoted"'
    escapes = 'a\n\r\t\\\x00\x1b\x7f'
    latin = 'caf\xe9 \xa0\xad'
    wide = '\u20ac\u4e2d\u2028\ufeff'
    astral = '\U0001f600\U0010ffff'
    lone = 'x\ud800y\udfff'
    pair = '\ud83d\ude00'
    raw = b'bytes\x00\xff\'"\n'
    array = bytearray(b'array')
    no_array = bytearray()
    no_bytes = b''
    event()


def containers(event, positional, default=5, *, keyword='kw'):
    empty_list = []
    numbers = [1, 2, 3]
    cyclic = [1]
    cyclic.append(cyclic)
    pair = (1,)
    nothing = ()
    nested = ([{'a': (1, [2, {3}])}],)
    table = {'a': 1, 'b': [2], 3: None, (4, 5): 'tuple key'}
    no_table = {}
    loop = {}
    loop['self'] = loop
    holes = removed_keys()
    unique = {'only'}
    no_set = set()
    holed_set = removed_items()
    frozen = frozenset([1])
    no_frozen = frozenset()
    span = range(5)
    steps = range(1, 10, 3)
    cut = slice(1, None, 2)
    queue = collections.deque([1, 2, 3])
    bounded = collections.deque(range(200), maxlen=10)
    no_queue = collections.deque()
    ordered = collections.OrderedDict([('b', 1), ('a', 2), ('c', 3)])
    ordered.move_to_end('b')
    no_ordered = collections.OrderedDict()
    frozen_dicts = [FrozenDict(), FrozenDict(a=(1,)), type('MyFrozen', (FrozenDict,), {})(b=2)]
    counts = collections.defaultdict(int, {'x': 1})
    untyped = collections.defaultdict(None, {})
    point = Point(1, 'two')
    large = {'key%d' % i: i for i in range(60)}
    event()


def objects(event):
    plain = Plain()
    many = Many()
    slots = Slots()
    both = Both()
    dict_made = materialised()
    changed = shrunk()
    my_int = MyInt(7)
    my_str = MyStr('mine')
    my_list = MyList([1])
    my_dict = MyDict(a=1)
    my_float = MyFloat(2.5)
    my_set = MySet([1])
    my_tuple = MyTuple((1, 2))
    error = MyError('bad', 1)
    key_error = KeyError('k')
    bare = RuntimeError()
    function = show
    local = lambda: None
    builtin = len
    bound_builtin = [].append
    method = plain.__init__
    cls = Plain
    builtin_type = int
    c_type = collections.deque
    module = sys
    file_module = collections
    generator = (i for i in ())
    proxy = type.__dict__['__dict__'].__get__(int) and None
    captured = 'cell'

    def inner():
        return captured

    closure = inner.__closure__[0]
    event()


def dates(event):
    utc = datetime.timezone.utc
    hour = datetime.timedelta(hours=1)
    date = datetime.date(2024, 2, 29)
    early = datetime.date(1, 1, 1)
    mine = MyDate(2020, 12, 31)
    noon = datetime.datetime(2024, 2, 29, 12, 0)
    second = datetime.datetime(2024, 2, 29, 12, 0, 5)
    micro = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
    aware = datetime.datetime(2024, 2, 29, 0, 0, tzinfo=utc)
    folded = datetime.datetime(2024, 2, 29, 1, 30, fold=1, tzinfo=datetime.timezone(hour, 'CET'))
    time_only = datetime.time(1, 2)
    precise = datetime.time(1, 2, 3, 4, tzinfo=datetime.timezone(-hour), fold=1)
    midnight = datetime.time()
    no_delta = datetime.timedelta()
    delta = datetime.timedelta(days=-1, seconds=5, microseconds=7)
    day = datetime.timedelta(days=3)
    zone = datetime.timezone(-hour)
    event()


def decimals(event):
    texts = ['0', '-0', '1.10', '1E+3', '0E-10', '0.000001', '0.0000001', '-123.456', 'NaN', '-sNaN123', 'Infinity',
             '-Infinity', '123456789012345678901234567890.123456789', '1E-999999', '10000000000000000000']
    numbers = [decimal.Decimal(text) for text in texts]
    third = decimal.Decimal(1) / 3
    fraction = fractions.Fraction(-22, 7)
    number = uuid.UUID('12345678-1234-5678-1234-56789abcdef0')
    event()


def enums(event):
    red = Color.RED
    by_text = Color.GREEN
    pair = Color.TUPLE
    one = Number.ONE
    letter = Text.A
    read = Permission.R
    read_write = Permission.RW
    several = Permission.R | Permission.X
    whole = Permission.R | Permission.W | Permission.X
    none = Permission(0)
    mask = Mask.A | Mask.B
    more = Mask.A | Mask(8)
    unknown = Mask(8)
    keys = {Color.RED: Number.ONE}
    classes = [Color, Number, Text, Permission, Mask, enum.Enum, enum.Flag]
    event()


def library(event):
    counter = collections.Counter('abracadabra')
    no_counter = collections.Counter()
    mine = MyCounter('aab')
    chain = collections.ChainMap({1: 2}, {3: 4})
    user_dict = collections.UserDict(a=1)
    my_user_dict = MyUserDict(b=2)
    user_list = collections.UserList([1])
    space = types.SimpleNamespace(b=1, a=[2])
    partial = functools.partial(len, 1, k=2)
    named = NamedPoint(1, 2)
    deque = MyDeque([1], 3)
    ordered = MyOrdered(a=1)
    version = sys.version_info
    flags = sys.float_info
    moment = time.gmtime(0)
    table = {'k': 'v', 2: None}
    keys = table.keys()
    values = table.values()
    items = table.items()
    proxy = types.MappingProxyType({1: 2})
    static = Permission.__dict__.get('nothing') or staticmethod(len)
    of_class = classmethod(show)
    slot = int.__add__
    bound_slot = int.__add__.__get__(12345678)
    method = str.join
    member = Slots.__dict__['left']
    attribute = Plain.__dict__['__weakref__']
    plain = Plain()
    reference = weakref.ref(plain)
    dead = weakref.ref(Plain())
    thing = object()
    iterator = iter([1])
    mapped = map(len, [])
    inner = Container.Inner
    error = OSError(2, 'No such file', 'name')
    own = Shown()
    data = Data(1, items=[1, 'two']) if dataclasses else 0
    frozen = Frozen(2, more=data) if dataclasses else 0
    derived = Derived(3) if dataclasses else 0
    own_text = OwnText() if dataclasses else 0
    event()


class MyLock(type(threading.RLock())):
    pass


def locks(event):
    free = threading.Lock()
    held = threading.Lock()
    held.acquire()
    again = threading.RLock()
    again.acquire()
    again.acquire()
    released = threading.RLock()
    with released:
        pass
    mine = MyLock()
    mine.acquire()
    event()


def generator_chain(event):
    def produce(depth):
        if depth == 0:
            event()
            yield 1
        else:
            yield from produce(depth - 1)

    total = sum(x for x in produce(3))
    return total


def recursion(event, depth):
    here = depth
    if depth:
        recursion(event, depth - 1)
    else:
        event()


class Worker:
    @property
    def busy(self):
        return [self.wait(n) for n in (1,)]

    def wait(self, n):
        self.event()

    @classmethod
    def make(cls, event):
        made = cls()
        made.event = event
        return made

    def __getattr__(self, name):
        raise AttributeError(name)


def working(event):
    Worker.make(event).busy


def sorting(event):
    def key(item):
        def deeper(value, *, flag=True):
            event()
            return value
        return deeper(
            item,
            flag=False)

    return sorted([3], key=key)


class Constructed:
    def __init__(self, event):
        self.value = 1
        event()


def constructing(event):
    for event_or_not in [lambda: None] * 50 + [event]:
        Constructed(event_or_not)


def class_body(event):
    class Body:
        attribute = 1
        waited = event()

    return Body


def executing(event):
    code = 'value = 41\ndef in_exec(e):\n    e()\nin_exec(event)\n'
    exec(code, {'event': event, '__name__': 'executed'})


def handling(event):
    try:
        raise MyError('handled', 42)
    except MyError as error:
        event()


def long_line(event):
    text = ('\u00e4\u00f6\u00fc', '\U0001f600'); event(); done = None


def blocker():
    lock = threading.Lock()
    lock.acquire()

    def block():
        lock.acquire()

    return block


def run(function, *args, **keywords):
    def body():
        function(blocker(), *args, **keywords)

    thread = threading.Thread(target=body, name='T-' + function.__name__, daemon=True)
    thread.start()
    return thread


def start():
    with_modules = [run(dates), run(decimals)] if datetime else []
    return with_modules + [
        run(scalars),
        run(strings, 'extra', 1, word='w'),
        run(containers, 'position'),
        run(objects),
        run(enums),
        run(library),
        run(locks),
        run(generator_chain),
        run(recursion, 30),
        run(working),
        run(sorting),
        run(constructing),
        run(class_body),
        run(executing),
        run(handling),
        run(long_line),
    ]


def main():
    threading.Thread(
        target=truth_writer.write_truth,
        args=(sys.argv[1], start() + [threading.main_thread()], __file__, show)).start()
    os.read(0, 1)


main()
