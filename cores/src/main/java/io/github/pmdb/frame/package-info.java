/// Native frames.
///
/// A [NativeFrame] comes from gdb or from the unwinder here, which reads `.eh_frame` of the mapped
/// objects. Where an interpreter's frames belong among them is told by [Anchor]s, places on the C
/// stack; `.merge` knows no more of any language.
@NullMarked
package io.github.pmdb.frame;

import org.jspecify.annotations.NullMarked;
