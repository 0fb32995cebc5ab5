/// Commands about threads and their stacks, native and script frames merged.
@NullMarked
package io.github.pmdb.command.stacks;

import org.jspecify.annotations.NullMarked;
