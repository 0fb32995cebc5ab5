@NullMarked
package io.github.pmdb.cpython.task;

import org.jspecify.annotations.NullMarked;
