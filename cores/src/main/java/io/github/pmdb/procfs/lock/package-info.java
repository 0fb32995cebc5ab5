/// Who holds the lock that a thread waits for, told only when the lock's own memory proves it, and
/// the cycles among such waits.
///
/// Locks without an owner in memory (semaphores, condition variables) never appear here: nothing is
/// guessed. Of locks of a language its [io.github.pmdb.interpreter.LockInspector] tells.
@NullMarked
package io.github.pmdb.procfs.lock;

import org.jspecify.annotations.NullMarked;
