/// Trace breakpoints: what was asked for, compiled, loaded and read.
@NullMarked
package io.github.pmdb.uprobe.trace;

import org.jspecify.annotations.NullMarked;
