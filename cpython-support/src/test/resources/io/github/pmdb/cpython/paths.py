"""Waits in a function whose variables are looked into."""
import collections
import enum
import functools
import sys
import types

cached_or_not = getattr(functools, 'cached_property', property)  # new in 3.8


class Meta(type):
    kind = 'of the metaclass'

    @property
    def named(cls):
        raise SystemError('nor this')


class Looked(dict, metaclass=Meta):
    own = 1

    def __getitem__(self, key):
        return 'other'

    @staticmethod
    def helper():
        pass


class Listed(list):
    __getitem__ = Looked.__getitem__


class Made(dict):
    def __missing__(self, key):
        return 'made'


class Base:
    shared = ['of the class']

    def method(self):
        return None

    @property
    def computed(self):
        raise SystemError('a debugger must not run this')

    @cached_or_not
    def cached(self):
        raise SystemError('nor this')


class Slotted(Base):
    __slots__ = ('left', 'unset')


class Elsewhere:
    def __get__(self, instance, owner):
        raise SystemError('nor this')


class Request(Slotted):
    kinds = {'a': 1}
    elsewhere = Elsewhere()

    def __init__(self):
        self.left = 'l'
        self.headers = {'host': 'example', 'größe': 2, 7: 'seven', b'raw': 3, (1, 'x'): 'pair', None: 0,
                        2.5: 'real', 2 ** 70: 'huge'}
        self.rows = [[1, 2, 3], ('p', {'deep': [10, 20]})]
        self.computed_not = 1

    def __getattr__(self, name):
        raise AttributeError(name)


Point = collections.namedtuple('Point', 'x y')


class Color(enum.Enum):
    RED = 'red'


module_level = {'level': 'module'}


def wait():
    print('ready', flush=True)
    import threading
    threading.Event().wait()


def handler(request, *rest, **options):
    point = Point(4, {'in': 'point'})
    queue = collections.deque(range(300), 299)
    ordered = collections.OrderedDict([('z', 1), ('y', 2)])
    number = 12
    text = 'text'
    space = types.SimpleNamespace(inner=request)
    error = ValueError('bad', 7)
    failed = OSError(2, 'No such', 'fn')
    color = Color.RED
    ratio = 1.5 + 2j
    bound = queue.append
    inner = (lambda given: lambda: given)(number)
    window = slice(1, 2)
    looked = Looked(k=1)
    listed = Listed([1])
    made = Made(k=1)
    version = sys.version_info
    large = {i: -i for i in range(50000)}
    wait()
    return point, queue, ordered, number, text, space, error, window, large


handler(Request(), 'first', option='o')
