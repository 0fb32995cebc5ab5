/// Writes a heap as V8 itself would: a `.heapsnapshot`, which Chrome's DevTools and MemLab open. No
/// node and no reference is kept in memory; what is written grows in files.
@NullMarked
package io.github.pmdb.node.heapsnapshot;

import org.jspecify.annotations.NullMarked;
