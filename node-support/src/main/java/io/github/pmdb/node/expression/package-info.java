/// Paths from an object to values in it, and conditions on them.
@NullMarked
package io.github.pmdb.node.expression;

import org.jspecify.annotations.NullMarked;
