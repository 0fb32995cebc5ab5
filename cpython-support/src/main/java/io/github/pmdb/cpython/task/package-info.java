/// Tasks of asyncio: which there are, what each runs and what it waits for.
///
/// [TaskFinder] lists them the way the version keeps them, [Futures] reads their fields (they are
/// of C or of Python), [AwaitChain] follows a coroutine to what it awaits in the end, [Wakers]
/// finds the tasks that will complete a plain future. [TaskScan] makes a report of it.
@NullMarked
package io.github.pmdb.cpython.task;

import org.jspecify.annotations.NullMarked;
