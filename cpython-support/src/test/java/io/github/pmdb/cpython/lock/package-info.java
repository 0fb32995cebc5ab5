@NullMarked
package io.github.pmdb.cpython.lock;

import org.jspecify.annotations.NullMarked;
