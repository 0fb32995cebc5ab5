/// Keeps a target alive when pmdb, gdb or both are killed.
///
/// [io.github.pmdb.watchdog.Watchdog] starts a small JVM in a session of its own before gdb
/// attaches and tells it over a pipe who gdb is. When gdb ends without a word, the watchdog seizes
/// the target, puts back the instructions under breakpoints that were left in it, continues it if
/// it was left stopped, and ends. What it can not save: a thread that runs into a left breakpoint
/// in the moment between gdb's death and the watchdog's grip (a fraction of a millisecond), and
/// breakpoints in generated code, for which no file tells the original instruction.
@NullMarked
package io.github.pmdb.watchdog;

import org.jspecify.annotations.NullMarked;
