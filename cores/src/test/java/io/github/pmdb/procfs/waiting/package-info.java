/// Tests of `.waiting`.
@NullMarked
package io.github.pmdb.procfs.waiting;

import org.jspecify.annotations.NullMarked;
