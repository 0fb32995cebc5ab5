@NullMarked
package io.github.pmdb.uprobe.count;

import org.jspecify.annotations.NullMarked;
