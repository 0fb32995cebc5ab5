/// Stacks of a target's threads, native and script frames merged, and how they are shown.
@NullMarked
package io.github.pmdb.stack;

import org.jspecify.annotations.NullMarked;
