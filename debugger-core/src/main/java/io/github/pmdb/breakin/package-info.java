/// Python code that is run in a live process, without harm to it.
///
/// [CodeRunner] lets a thread of its own run the code: a few functions of CPython's API, called one
/// after the other by [Stub], machine code in memory that is mapped for it and that gives itself
/// back at the end. The new thread takes the GIL like any other, so no state of the interpreter can
/// be one in which it may not run; the threads that are there are only asked for a quick call,
/// where [QuietThread] finds that one does no harm. When the time is over pmdb just stops waiting:
/// nothing that the process needs has been moved.
///
/// [PythonBreakpoints] brings hooks in by such code. A thread that one of them has stopped holds
/// the GIL and may run anything, so as long as it stands there it is the one that runs code
/// ([StandingThread]).
@NullMarked
package io.github.pmdb.breakin;

import org.jspecify.annotations.NullMarked;
