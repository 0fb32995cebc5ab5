/// Frames and threads of CPython.
///
/// [ThreadWalker] lists thread states, [FrameWalker] the frames of one, from the innermost out;
/// both go on past what is damaged. [CodeObject] is what a frame runs, [PositionTable] turns an
/// offset in its bytecode into a line and columns, [FrameLocals] finds a frame's variables.
@NullMarked
package io.github.pmdb.cpython.frame;

import org.jspecify.annotations.NullMarked;
