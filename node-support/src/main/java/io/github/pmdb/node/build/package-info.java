/// The binary that holds V8, and what it tells of itself in symbols.
@NullMarked
package io.github.pmdb.node.build;

import org.jspecify.annotations.NullMarked;
