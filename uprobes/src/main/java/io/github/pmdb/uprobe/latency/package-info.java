/// How long calls of functions take, measured and sorted in the kernel.
@NullMarked
package io.github.pmdb.uprobe.latency;

import org.jspecify.annotations.NullMarked;
