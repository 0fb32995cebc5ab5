"""py-tasks: a function of a session and arguments, which gives a page."""

from pmdb_python.commands import alike
from pmdb_python.commands.arguments import most_of
from pmdb_python.commands.text import Page
from pmdb_python.objects.budget import Budget
from pmdb_python.tasks import model, offsets
from pmdb_python.tasks.scan import TaskScan

_DEFAULT_MOST = 1_000
# Deeper tasks start a tree of their own.
_MOST_DEPTH = 40
_OTHERS = 3
# More than that are only read where they are asked for.
_MOST_OF_QUESTION = 10_000


def tasks(session, arguments):
    view = session.view()
    most = most_of(arguments, _DEFAULT_MOST)
    heap = view.question(Budget.of_search() if most > _MOST_OF_QUESTION else None)
    heap = heap.refined(offsets.refined(heap.layout, view.target))
    report = view.report(heap)
    tids = {state.address: report.tid(state) for state in report.states}
    scan = TaskScan(heap, report.states, tids, report.problems, view.is_constant)
    found = scan.run(report.interpreters, most)
    page = Page(view.sources)
    _Tree(page, found).print(view.title)
    for what, hint in found.problems:
        page.note(what, hint)
    return page


class _Tree:
    """Tasks below those that wait for them."""

    def __init__(self, page, report):
        self._page, self._report = page, report
        self._by_address = {task.address: task for task in report.tasks}
        self._printed, self._open = set(), set()
        # The tasks that wait for a future that no task will complete.
        self._by_future = {}
        for task in report.tasks:
            if task.waiting and not task.waiting.tasks:
                self._by_future.setdefault(task.waiting.address, []).append(task)

    def print(self, title):
        self._summary(title)
        for loop in self._report.loops:
            who = ", run by thread %d" % loop.tid if loop.tid else ", which no thread runs"
            self._page.line("Event loop %s at %#x%s" % (loop.type, loop.address, who))
        for circle in self._report.circles:
            self._page.line(_circle(circle))
        self._siblings([task for task in self._report.tasks if not task.awaited_by], 0)
        # What is left waits in a circle, or lies too deep below another.
        for task in self._report.tasks:
            if task.address not in self._printed:
                self._task(task, 0)

    def _summary(self, title):
        tasks, total = self._report.tasks, self._report.total
        counts = [(sum(task.state == state for task in tasks), state) for state in model.STATES]
        states = ", ".join("%d %s" % count for count in counts if count[0])
        if len(tasks) < total:
            states = "of the %d that were read: %s" % (len(tasks), states)
        if total:
            self._page.line("%s: %d %s of asyncio (%s)" % (title, total, "task" if total == 1 else "tasks", states))
        else:
            read = " could be read" if self._report.problems else ""
            self._page.line("%s: no tasks of asyncio%s" % (title, read))

    def _siblings(self, tasks, depth):
        """Tasks that wait for no other one are counted where many are alike."""
        alike.each(tasks, _shape, lambda task: self._task(task, depth), lambda others: self._alike(others, depth))

    def _alike(self, others, depth):
        self._printed.update(task.address for task in others)
        self._page.line("    " * depth + alike.counted("tasks", others, _title))

    def _task(self, task, depth):
        text = "%s%s %s, %s" % ("    " * depth, task.type, _title(task), task.coroutine)
        if task.address in self._printed:
            again = "these tasks wait for each other" if task.address in self._open else "shown above"
            self._page.line("%s (%s)" % (text, again))
            return
        self._printed.add(task.address)
        self._page.line(text + _state(task) + self._others(task) + _held(task) + (" [%s]" % task.problem if task.problem else ""))
        self._page.files("    " * depth + "  ", task.frames)
        self._open.add(task.address)
        self._children(task, depth + 1)
        self._open.discard(task.address)

    def _others(self, task):
        """Who else waits for the same future: `, as does "b"`."""
        if task.state != model.WAITING:
            return ""
        others = [other for other in self._by_future.get(task.waiting.address, ()) if other.address != task.address]
        if not others:
            return ""
        names = ", ".join(_title(other) for other in others[:_OTHERS])
        more = " and %d more" % (len(others) - _OTHERS) if len(others) > _OTHERS else ""
        return "%s%s%s" % (", as does " if len(others) == 1 else ", as do ", names, more)

    def _children(self, task, depth):
        if depth > _MOST_DEPTH or not task.waiting:
            return
        found = dict.fromkeys(ref.address for ref in task.waiting.tasks)
        read = [self._by_address[address] for address in found if address in self._by_address]
        self._siblings(read, depth)
        unread = len(task.waiting.tasks) - len(read)
        if unread > 0:
            self._page.line("%s[%d more tasks that were not read]" % ("    " * depth, unread))


def _shape(task):
    """What makes tasks alike: the coroutine, the place, and what is waited for."""
    if task.problem or (task.waiting and task.waiting.tasks):
        return task.address
    resource = task.waiting.resource if task.waiting else None
    awaited = resource.what if resource else task.waiting.type if task.waiting else ""
    return task.coroutine, task.state, alike.places(task.frames), awaited


def _title(task):
    return '"%s"' % task.name if task.name else "at %#x" % task.address


def _state(task):
    if task.state == model.RUNNING:
        return ", running" + (" in thread %d" % task.tid if task.tid else "")
    if task.state == model.READY:
        return ", ready to run"
    if task.state == model.WAITING:
        return ", waits for " + _awaited(task.waiting)
    if task.state in (model.DONE, model.FAILED):
        return ", %s: %s" % (task.state, task.outcome)
    return ", cancelled" if task.state == model.CANCELLED else ", not readable"


def _held(task):
    """Who has what a task waits for, and how that is known."""
    resource = task.waiting.resource if task.state == model.WAITING else None
    if not resource or not resource.told:
        return ""
    if not resource.holders:
        return "; " + resource.told
    names = ", ".join(_ref(ref) for ref in resource.holders[:_OTHERS])
    more = " and %d more" % (len(resource.holders) - _OTHERS) if len(resource.holders) > _OTHERS else ""
    perhaps = "" if resource.sure or len(resource.holders) > 1 else "perhaps "
    return "; %sheld by %s%s: %s" % (perhaps, names, more, resource.told)


def _circle(circle):
    if not circle.others:
        return "deadlock: " + _waits(circle.tasks)
    names = ["thread %d" % tid if tid else "another thread" for tid in circle.others[:_OTHERS]]
    more = len(circle.others) - _OTHERS
    names += ["one of %d more" % more] if more > 0 else []
    return "%s, unless %s ends that by `call_soon_threadsafe`" % (_waits(circle.tasks), " or ".join(names))


def _waits(tasks):
    if len(tasks) == 1:
        return "%s waits for itself" % _ref(tasks[0])
    others = "".join(_ref(task) + ", which waits for " for task in tasks[1:])
    return "%s waits for %s%s" % (_ref(tasks[0]), others, _ref(tasks[0]))


def _ref(task):
    return "task " + _title(task)


def _awaited(waiting):
    if waiting.resource:
        return waiting.resource.what
    if waiting.children > 0:
        return "%d of the %d that it gathers" % (waiting.pending, waiting.children)
    itself = len(waiting.tasks) == 1 and waiting.tasks[0].address == waiting.address
    name = waiting.tasks[0].name if itself else ""
    return "%s %s" % (waiting.type, '"%s"' % name if name else "at %#x" % waiting.address)
