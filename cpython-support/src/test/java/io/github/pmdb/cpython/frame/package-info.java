@NullMarked
package io.github.pmdb.cpython.frame;

import org.jspecify.annotations.NullMarked;
