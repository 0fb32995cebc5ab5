/// Tests of `.stop`.
@NullMarked
package io.github.pmdb.procfs.stop;

import org.jspecify.annotations.NullMarked;
