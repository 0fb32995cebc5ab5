/// Tests of programs that tell of hits, in the kernel.
@NullMarked
package io.github.pmdb.uprobe.event;

import org.jspecify.annotations.NullMarked;
