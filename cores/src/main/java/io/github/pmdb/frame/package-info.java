/// Native frames, and how they are merged with those of interpreters.
///
/// A [NativeFrame] comes from gdb or from the unwinder here, which reads `.eh_frame` of the mapped
/// objects. The merger knows no language: it places script frames by their [Anchor]s on the C
/// stack.
@NullMarked
package io.github.pmdb.frame;

import org.jspecify.annotations.NullMarked;
