/// Tests of `.snapshot`.
@NullMarked
package io.github.pmdb.snapshot;

import org.jspecify.annotations.NullMarked;
