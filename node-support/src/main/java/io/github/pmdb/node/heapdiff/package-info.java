/// What grew between two moments: what a heap or a `.heapsnapshot` holds, by constructor and shape,
/// and which objects were not there before.
@NullMarked
package io.github.pmdb.node.heapdiff;

import org.jspecify.annotations.NullMarked;
