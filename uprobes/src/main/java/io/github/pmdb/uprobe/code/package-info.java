/// Instructions of x86-64, and what the kernel makes of a probe at one.
@NullMarked
package io.github.pmdb.uprobe.code;

import org.jspecify.annotations.NullMarked;
