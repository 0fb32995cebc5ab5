@NullMarked
package io.github.pmdb.cpython.greenlet;

import org.jspecify.annotations.NullMarked;
