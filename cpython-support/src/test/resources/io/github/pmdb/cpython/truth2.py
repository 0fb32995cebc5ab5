# coding: utf-8
"""What truth.py does, for Python 2: the types and texts that differ from those of Python 3.

usage: truth2.py FILE.  The format of FILE is described in truth_writer.py.
"""
import array
import collections
import decimal
import os
import sys
import threading
import time


class Counts(collections.defaultdict):
    pass


class InOrder(collections.OrderedDict):
    pass


class Plain(object):
    def __init__(self):
        self.first = 1
        self.second = 'zwei'
        self.third = [1, 2]


class Slots(object):
    __slots__ = ('left', 'right', 'unset')

    def __init__(self):
        self.left = 'l'
        self.right = 2.5


class Both(Slots):
    def __init__(self):
        Slots.__init__(self)
        self.extra = {'k': 'v'}


class Classic:
    def __init__(self):
        self.one = 1
        self.two = u'zwei'

    def method(self):
        pass


class Bare:
    pass


class MyInt(int):
    pass


class MyStr(str):
    pass


class MyUnicode(unicode):
    pass


class MyDict(dict):
    pass


class MyError(ValueError):
    pass


Point = collections.namedtuple('Point', 'x y')


def rich(value):
    """What pmdb shows of an instance: Python's default text with the attributes."""
    kind = type(value)
    classic = kind is type(Classic())
    pairs = []
    if classic:
        name = '%s.%s instance' % (value.__class__.__module__, value.__class__.__name__)
    else:
        name = '%s.%s object' % (kind.__module__, kind.__name__)
        for base in kind.__mro__:
            for slot in base.__dict__.get('__slots__', ()):
                if hasattr(value, slot):
                    pairs.append((slot, getattr(value, slot)))
    pairs += list(getattr(value, '__dict__', {}).items())
    inside = ''.join(', %s=%r' % pair for pair in pairs)
    return '<%s at 0x%x%s>' % (name, id(value), inside)


def show(value):
    if type(value) in (Plain, Slots, Both) or type(value) is type(Classic()):
        return rich(value)
    if type(value) is type(Plain().__init__) and value.__self__ is not None:
        return '<bound method %s.%s of %s>' % (
            value.im_class.__name__, value.__name__, rich(value.__self__))
    return repr(value)


def removed_keys():
    table = dict((i, str(i)) for i in range(20))
    for i in range(0, 20, 3):
        del table[i]
    return table


def removed_items():
    items = set(('item', i) for i in range(12))
    for i in range(0, 12, 2):
        items.discard(('item', i))
    items.add('<dummy key>')
    items.add('<dummy key>x')
    return items


def scalars(event):
    zero = 0
    one = -1
    largest = sys.maxint
    smallest = -sys.maxint - 1
    long_zero = 0L
    long_one = -1L
    digits = -(2 ** 30) - 12345
    two = 2L ** 60 + 7
    huge = 3 ** 500
    negative = -(7 ** 333)
    true = True
    false = False
    none = None
    dots = Ellipsis
    refused = NotImplemented
    floats = [0.0, -0.0, 1.0, 0.1, -2.5, 1e16, 1e15, 1e-4, 1e-5, 1.5e300, 5e-324, float('inf'), float('nan')]
    complexes = [1j, 1 + 2j, -1.5j]
    event()


def strings(event, *args, **keywords):
    empty = ''
    text = 'plain'
    quotes = "it's"
    both = 'it\'s "quoted"'
    escapes = 'a\n\r\t\\\x00\x1b\x7f'
    raw = 'bytes\x80\xff'
    encoded = 'café'
    no_unicode = u''
    latin = u'caf\xe9 \xa0\xad'
    wide = u'\u20ac\u4e2d\u2028'
    astral = u'\U0001f600\U0010ffff'
    unicode_quotes = u"it's"
    unicode_escapes = u'a\n\x00\x1f\x7f\\'
    array = bytearray(b'array')
    no_array = bytearray()
    event()


def containers(event, positional, default=5):
    empty_list = []
    numbers = [1, 2L, u'3']
    cyclic = [1]
    cyclic.append(cyclic)
    pair = (1,)
    nothing = ()
    table = {'a': 1, 'b': [2], 3: None, (4, 5): 'tuple key', u'u': u'v'}
    no_table = {}
    loop = {}
    loop['self'] = loop
    holes = removed_keys()
    unique = set(['only'])
    no_set = set()
    holed_set = removed_items()
    frozen = frozenset([1])
    no_frozen = frozenset()
    span = xrange(5)
    steps = xrange(1, 10, 3)
    down = xrange(10, 0, -4)
    cut = slice(1, None, 2)
    queue = collections.deque([1, 2, 3])
    bounded = collections.deque(range(200), maxlen=100)
    no_queue = collections.deque()
    ordered = collections.OrderedDict([('b', 1), ('a', 2), ('c', 3)])
    del ordered['a']
    ordered['a'] = 4
    no_ordered = collections.OrderedDict()
    counts = collections.defaultdict(int, {'x': 1})
    own_counts = Counts(int, {'x': 1})
    own_ordered = InOrder([('b', 1), ('a', 2)])
    tally = collections.Counter('aab')
    numbers = array.array('i', [1, -2])
    characters = array.array('c', 'it"s')
    letters = array.array('u', u'h\xe9')
    exact = decimal.Decimal('-1.50')
    quoted = bytearray(b"it's")
    point = Point(1, 'two')
    large = dict(('key%d' % i, i) for i in range(60))
    event()


def objects(event):
    plain = Plain()
    slots = Slots()
    both = Both()
    classic = Classic()
    bare = Bare()
    my_int = MyInt(7)
    my_str = MyStr('mine')
    my_unicode = MyUnicode(u'mine')
    my_dict = MyDict(a=1)
    error = MyError('bad', 1)
    key_error = KeyError('k')
    none_given = RuntimeError()
    function = show
    local = lambda: None
    builtin = len
    bound_builtin = [].append
    method = plain.__init__
    classic_method = classic.method
    unbound = Plain.__init__
    cls = Plain
    classic_cls = Classic
    builtin_type = int
    error_type = KeyError
    c_type = collections.deque
    module = sys
    file_module = collections
    generator = (i for i in ())
    captured = 'cell'

    def inner():
        return captured

    closure = inner.func_closure[0]
    event()


def generator_chain(event):
    def produce(depth):
        if depth == 0:
            event()
            yield 1
        else:
            for item in produce(depth - 1):
                yield item

    total = sum(x for x in produce(3))
    return total


def recursion(event, depth):
    here = depth
    if depth:
        recursion(event, depth - 1)
    else:
        event()


class Worker(object):
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


def working(event):
    Worker.make(event).busy


def sorting(event):
    def key(item):
        def deeper(value, flag=True):
            event()
            return value
        return deeper(
            item,
            flag=False)

    return sorted([3], key=key)


def class_body(event):
    class Body:
        attribute = 1
        waited = event()

    return Body


def executing(event):
    code = 'value = 41\ndef in_exec(e):\n    e()\nin_exec(event)\n'
    exec code in {'event': event, '__name__': 'executed'}


def handling(event):
    try:
        raise MyError('handled', 42)
    except MyError as error:
        event()


def far_apart(event):
    """Lines more than 127 apart, which the signed deltas of later versions write in two steps."""
    exec compile('def far(e):' + 300 * '\n' + ' e()\nfar(event)\n', 'far.py', 'exec') in {'event': event}


def blocker():
    lock = threading.Lock()
    lock.acquire()

    def block():
        lock.acquire()

    return block


def run(function, *args):
    def body():
        function(blocker(), *args)

    thread = threading.Thread(target=body, name='T-' + function.__name__)
    thread.daemon = True
    thread.start()
    return thread


def settled(names):
    """The frames of the threads, once none of them moves any more."""
    def state(frames):
        return dict((ident, (id(f), f.f_lasti, f.f_code.co_name)) for ident, f in frames.items())

    before = None
    while True:
        frames = dict((i, f) for i, f in sys._current_frames().items() if i in names)
        waiting = all(f.f_code.co_name in ('block', 'main') for f in frames.values())
        if waiting and state(frames) == before:
            return frames
        before = state(frames)
        time.sleep(0.02)


def text(value):
    return value.encode('hex')


def write_frame(out, frame):
    code = frame.f_code
    out.write('frame\t%s\t%s\t%d\t-1\t-1\t-1\n' % (
        text(code.co_name), text(code.co_filename), frame.f_lineno))
    if code.co_filename != __file__ or '__file__' in frame.f_locals:
        return  # Thread objects have a __repr__ of their own, and a module has too much
    for name, value in list(frame.f_locals.items()):
        out.write('local\t%s\t%s\n' % (text(name), text(show(value))))


def write_truth(path, threads):
    names = dict((thread.ident, thread.name) for thread in threads)
    with open(path, 'w') as out:
        for ident, frame in settled(names).items():
            out.write('thread\t0\t%s\n' % text(names[ident]))
            while frame:
                write_frame(out, frame)
                frame = frame.f_back
    print 'ready'
    sys.stdout.flush()


def start():
    return [
        run(scalars),
        run(strings, 'extra', 1),
        run(containers, 'position'),
        run(objects),
        run(generator_chain),
        run(recursion, 30),
        run(working),
        run(sorting),
        run(class_body),
        run(executing),
        run(handling),
        run(far_apart),
    ]


def main():
    threading.Thread(target=write_truth, args=(sys.argv[1], start() + [threading.current_thread()])).start()
    os.read(0, 1)


main()
