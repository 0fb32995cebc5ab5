@NullMarked
package io.github.pmdb.cpython.object;

import org.jspecify.annotations.NullMarked;
