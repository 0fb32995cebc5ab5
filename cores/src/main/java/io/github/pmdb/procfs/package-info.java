/// Live processes through `/proc`: maps, mem, task, root, status. Nothing here stops or changes
/// one.
@NullMarked
package io.github.pmdb.procfs;

import org.jspecify.annotations.NullMarked;
