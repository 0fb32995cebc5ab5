/// Counts and finds objects by constructor and shape.
@NullMarked
package io.github.pmdb.node.census;

import org.jspecify.annotations.NullMarked;
