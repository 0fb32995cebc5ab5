/// Makes a process stand still for a moment and lets it go again, whatever happens.
///
/// `PTRACE_SEIZE` and `PTRACE_INTERRUPT` (`ptrace(2)`) send no signal to the process and leave no
/// trace in it: a process that was stopped by job control stays stopped, a signal that arrives
/// meanwhile is delivered afterwards, and when pmdb dies the kernel lets every thread go on.
@NullMarked
package io.github.pmdb.procfs.stop;

import org.jspecify.annotations.NullMarked;
