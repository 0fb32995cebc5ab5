/// Functions: names, scopes, scripts, positions; and the names of constructors, which are
/// functions.
@NullMarked
package io.github.pmdb.node.function;

import org.jspecify.annotations.NullMarked;
