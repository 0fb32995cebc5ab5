@NullMarked
package io.github.pmdb.cpython.layout;

import org.jspecify.annotations.NullMarked;
