/// Tests of `.lock`.
@NullMarked
package io.github.pmdb.procfs.lock;

import org.jspecify.annotations.NullMarked;
