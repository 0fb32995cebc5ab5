/// Commands about breakpoints in Python code, and what is told when one is hit.
@NullMarked
package io.github.pmdb.command.breakpoint;

import org.jspecify.annotations.NullMarked;
