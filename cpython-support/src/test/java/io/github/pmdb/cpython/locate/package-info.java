@NullMarked
package io.github.pmdb.cpython.locate;

import org.jspecify.annotations.NullMarked;
