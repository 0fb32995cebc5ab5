/// How often functions are called, counted in the kernel.
@NullMarked
package io.github.pmdb.uprobe.count;

import org.jspecify.annotations.NullMarked;
