/// Tests of what is written of hits.
@NullMarked
package io.github.pmdb.uprobe.trace;

import org.jspecify.annotations.NullMarked;
