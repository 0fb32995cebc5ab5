/// Live processes, tried on real ones.
@NullMarked
package io.github.pmdb.procfs;

import org.jspecify.annotations.NullMarked;
