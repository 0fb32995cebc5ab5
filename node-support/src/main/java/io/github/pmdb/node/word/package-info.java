/// Words and tagged values as V8 lays them in memory.
@NullMarked
package io.github.pmdb.node.word;

import org.jspecify.annotations.NullMarked;
