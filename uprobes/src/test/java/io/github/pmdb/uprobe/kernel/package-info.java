@NullMarked
package io.github.pmdb.uprobe.kernel;

import org.jspecify.annotations.NullMarked;
