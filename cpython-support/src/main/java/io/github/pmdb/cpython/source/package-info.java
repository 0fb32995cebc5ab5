/// What a program and the files beside its sources tell of what it was compiled from.
@NullMarked
package io.github.pmdb.cpython.source;

import org.jspecify.annotations.NullMarked;
