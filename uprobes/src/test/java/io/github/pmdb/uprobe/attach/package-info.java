@NullMarked
package io.github.pmdb.uprobe.attach;

import org.jspecify.annotations.NullMarked;
