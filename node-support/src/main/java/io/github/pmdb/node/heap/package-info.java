/// Pages, maps and a walk from object to object: [V8Heap] finds them, and everything else reads
/// through it.
@NullMarked
package io.github.pmdb.node.heap;

import org.jspecify.annotations.NullMarked;
