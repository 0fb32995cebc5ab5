/// Where probes are put: files of processes, functions by pattern, and what can not be probed and
/// why.
@NullMarked
package io.github.pmdb.uprobe.attach;

import org.jspecify.annotations.NullMarked;
