"""What is told of tasks."""

import collections

RUNNING, READY, WAITING, DONE, FAILED, CANCELLED, UNREADABLE = STATES = (
    "running",
    "ready",
    "waiting",
    "done",
    "failed",
    "cancelled",
    "unreadable",
)

# `name` and `problem` may be empty, `waiting` None; `tid` is that of the thread that runs it, 0 for none.
Task = collections.namedtuple(
    "Task", "address name type coroutine state tid loop frames waiting awaited_by outcome problem")
# Another task.
Ref = collections.namedtuple("Ref", "address name")
# What a task waits for: a future, or another object at the end of its chain of awaits. `tasks` are those that will
# complete it, `children` how many futures a `gather` has, of which `pending` are not done.
Waiting = collections.namedtuple("Waiting", "address type tasks children pending")
# `type` with its module; `tid` is 0 where no thread runs it.
Loop = collections.namedtuple("Loop", "address type tid")
# `total` is how many tasks there are; `problems` are (what, hint).
Report = collections.namedtuple("Report", "loops tasks total problems")


def unreadable(address, problem):
    return Task(address, "", "?", "?", UNREADABLE, 0, 0, [], None, [], "", problem)


def ref(task):
    return Ref(task.address, task.name)
