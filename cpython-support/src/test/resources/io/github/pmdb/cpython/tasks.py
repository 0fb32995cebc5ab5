"""Makes tasks of every kind, writes down what asyncio knows of them, and stands still in one that runs.

usage: tasks.py FILE [eager | FOLDER-OF-UVLOOP]
"""
import asyncio
import gc
import sys
import threading
import types

eager = sys.argv[2:] == ['eager']
loops = asyncio
if sys.argv[2:] and not eager:
    sys.path.insert(0, sys.argv[2])
    loops = __import__('uvloop')

kept = []  # a loop alone has only weak references
names = {}
expected = {}


class Custom:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        return (yield from self.future.__await__())


class Wrapped:
    """Its iterator is the wrapper of a coroutine."""

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return self.coroutine.__await__()


class OwnTask(asyncio.Task):
    pass


@types.coroutine
def old_style(future):
    return (yield from future)


async def leaf(event):
    await event.wait()


async def numbers(event):
    yield 1
    await event.wait()
    yield 2


async def iterates(event):
    async for _ in numbers(event):
        pass


async def closes(event):
    async def cleans():
        try:
            yield 1
        finally:
            await event.wait()

    generator = cleans()
    await generator.__anext__()
    await generator.aclose()


async def deep(event, levels):
    if levels:
        await deep(event, levels - 1)
    else:
        await Wrapped(leaf(event))


async def gathers(*tasks):
    await asyncio.gather(*tasks)


async def gathers_gathers(*tasks):
    await asyncio.gather(asyncio.gather(tasks[0]), *tasks[1:])


async def waits(*tasks):
    await asyncio.wait(list(tasks))


async def waits_for(task):
    await asyncio.wait_for(task, 1000)


async def shields(task):
    await asyncio.shield(task)


async def groups(event):
    async with asyncio.TaskGroup() as group:
        for number in range(2):
            task = group.create_task(leaf(event))
            name_it(task, 'in-group-%d' % number)
            kept.append(task)


async def awaits(awaitable):
    await awaitable


async def returns(value):
    return value


async def raises():
    raise ValueError('text')


async def yields():
    while True:
        await asyncio.sleep(0)


def start(loop, name, coroutine, *children):
    task = asyncio.ensure_future(coroutine, loop=loop)
    name_it(task, name)
    kept.append(task)
    if children:
        expected[task] = children
    return task


def name_it(task, name):
    names[task] = name
    if hasattr(task, 'set_name'):
        task.set_name(name)


def new_loop():
    loop = loops.new_event_loop()
    if eager:
        loop.set_task_factory(asyncio.eager_task_factory)
    asyncio.set_event_loop(loop)
    return loop


def other_loop(started):
    async def other():
        task = asyncio.ensure_future(asyncio.sleep(1000))
        name_it(task, 'other-sleep')
        kept.append(task)
        await asyncio.sleep(0)
        loop.call_soon(started.set)
        await task

    loop = new_loop()
    task = loop.create_task(other())
    name_it(task, 'other-main')
    kept.append(task)
    expected[task] = 'other-sleep',
    loop.run_until_complete(task)


def make(loop):
    event = asyncio.Event()
    future = loop.create_future()
    left = start(loop, 'left', leaf(event))
    right = start(loop, 'right', leaf(event))
    start(loop, 'gathers', gathers(left, right), left, right)
    start(loop, 'gathers-gathers', gathers_gathers(left, right), left, right)
    start(loop, 'waits', waits(left, right), left, right)
    start(loop, 'waits-for', waits_for(left), left)
    start(loop, 'shields', shields(right), right)
    if sys.version_info >= (3, 8):
        start(loop, 'gathers-shielded', gathers(left, asyncio.shield(right)), left, right)
    start(loop, 'awaits-task', awaits(left), left)
    start(loop, 'plain-future', awaits(future))
    start(loop, 'custom', awaits(Custom(future)))
    start(loop, 'old-style', awaits(old_style(future)))
    start(loop, 'deep', deep(event, 30))
    start(loop, 'iterates', iterates(event))
    start(loop, 'closes', closes(event))
    start(loop, 'sleeps', asyncio.sleep(1000))
    start(loop, 'queue', asyncio.Queue().get())
    start(loop, 'n\u00e4me\n\u732b', leaf(event))
    start(loop, 'yields', yields())
    own = OwnTask(leaf(event), loop=loop)
    name_it(own, 'own-class')
    python = asyncio.tasks._PyTask(awaits(asyncio.futures._PyFuture(loop=loop)), loop=loop)
    name_it(python, 'python')
    kept.extend([own, python])
    start(loop, 'awaits-python', awaits(python), python)
    start(loop, 'done', returns([1, 2]))
    start(loop, 'failed', raises())
    start(loop, 'cancelled', leaf(event))
    unnamed = loop.create_task(leaf(event))
    names[unnamed] = 'unnamed'
    kept.append(unnamed)
    if hasattr(asyncio, 'TaskGroup'):
        parent = start(loop, 'groups', groups(event))
        expected[parent] = 'in-group-0', 'in-group-1'


async def main(path):
    loop = asyncio.get_event_loop()
    make(loop)
    for _ in range(5):
        await asyncio.sleep(0)
    next(task for task in kept if names[task] == 'cancelled').cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    if eager:
        await asyncio.ensure_future(first_step(path))
    start(loop, 'not-started', leaf(asyncio.Event()))
    await step(path)


async def step(path):
    stand_still(path)


async def first_step(path):
    """Stands still before anybody has its task."""
    task = asyncio.current_task()
    name_it(task, 'first-step')
    kept.append(task)
    stand_still(path)


def stand_still(path):
    with open(path, 'w') as out:
        for task in kept:
            write(out, task)
    print('ready', flush=True)
    threading.Event().wait()


def text(value):
    return value.encode('utf-8', 'surrogatepass').hex()


def coroutine_of(task):
    if eager and names[task] in ('done', 'failed'):
        return None  # done in its first step it has let go of it, and 3.12.1 dies when it is asked
    return task._coro if sys.version_info < (3, 8) else task.get_coro()


def write(out, task):
    coroutine = coroutine_of(task)
    running = getattr(coroutine, 'cr_running', False)
    waiter = getattr(task, '_fut_waiter', None)
    children = [names.get(child, child) for child in expected.get(task, ())]
    fields = [
        'task',
        id(task),
        text(names[task]),
        text(task.get_name() if hasattr(task, 'get_name') else ''),
        text(type(task).__name__),
        text(getattr(coroutine, '__qualname__', '?')),
        state(task, running, waiter),
        id(task._loop),
        id(waiter) if waiter is not None else 0,
        ','.join(children),
        text(outcome(task)),
    ]
    out.write('\t'.join(str(field) for field in fields) + '\n')
    for frame in running_frames(coroutine) if running else suspended_frames(coroutine):
        code = frame.f_code
        name = getattr(code, 'co_qualname', code.co_name)
        out.write('frame\t%s\t%s\t%d\n' % (text(name), text(code.co_filename), frame.f_lineno or 0))


def state(task, running, waiter):
    if running:
        return 'RUNNING'
    if task.cancelled():
        return 'CANCELLED'
    if task.done():
        return 'FAILED' if task.exception() else 'DONE'
    return 'WAITING' if waiter is not None and not waiter.done() else 'READY'


def outcome(task):
    if not task.done() or task.cancelled():
        return ''
    return repr(task.exception() or task.result())


def running_frames(coroutine):
    frames = []
    frame = sys._getframe()
    while frame.f_code is not stand_still.__code__:
        frame = frame.f_back
    while frame is not None:
        frames.append(frame)
        if frame is coroutine.cr_frame:
            return reversed(frames)
        frame = frame.f_back
    raise AssertionError('the coroutine does not run here')


def suspended_frames(coroutine):
    at = coroutine
    while at is not None:
        if hasattr(at, 'cr_frame'):
            frame, at = at.cr_frame, at.cr_await
        elif hasattr(at, 'gi_frame'):
            frame, at = at.gi_frame, at.gi_yieldfrom
        elif hasattr(at, 'ag_frame'):
            frame, at = at.ag_frame, at.ag_await
        else:
            at, frame = wrapped(at), None
        if frame is not None:
            yield frame


def wrapped(awaitable):
    if type(awaitable).__name__ in ('coroutine_wrapper', 'async_generator_asend', 'async_generator_athrow'):
        return next(r for r in gc.get_referents(awaitable) if hasattr(r, 'cr_frame') or hasattr(r, 'ag_frame'))
    return None


def begin(path):
    started = threading.Event()
    threading.Thread(target=other_loop, args=(started,), name='other', daemon=True).start()
    started.wait()
    loop = new_loop()
    task = loop.create_task(main(path))
    name_it(task, 'main')
    kept.append(task)
    loop.run_until_complete(task)


begin(sys.argv[1])
