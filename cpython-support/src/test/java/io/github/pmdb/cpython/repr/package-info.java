@NullMarked
package io.github.pmdb.cpython.repr;

import org.jspecify.annotations.NullMarked;
