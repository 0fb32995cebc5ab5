@NullMarked
package io.github.pmdb.uprobe.latency;

import org.jspecify.annotations.NullMarked;
