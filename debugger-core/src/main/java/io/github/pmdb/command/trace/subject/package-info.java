/// Whose code is traced: one process, every process of a program, or one that is started for it.
@NullMarked
package io.github.pmdb.command.trace.subject;

import org.jspecify.annotations.NullMarked;
