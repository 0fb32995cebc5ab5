/// Commands that probe running code by the kernel, without stopping it.
@NullMarked
package io.github.pmdb.command.trace;

import org.jspecify.annotations.NullMarked;
