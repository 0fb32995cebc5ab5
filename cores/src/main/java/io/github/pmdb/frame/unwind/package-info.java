/// Finding the caller of a frame on x86-64.
///
/// [StackWalk] applies the rows of [UnwindTables] to registers until the stack ends, and where
/// there is no row asks [Guess], which says so.
@NullMarked
package io.github.pmdb.frame.unwind;

import org.jspecify.annotations.NullMarked;
