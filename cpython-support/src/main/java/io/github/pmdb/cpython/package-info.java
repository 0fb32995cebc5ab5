/// CPython as pure functions of a snapshot: locating the runtime, walking threads, frames and
/// objects.
@NullMarked
package io.github.pmdb.cpython;

import org.jspecify.annotations.NullMarked;
