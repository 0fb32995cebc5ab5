@NullMarked
package io.github.pmdb.cpython.expression;

import org.jspecify.annotations.NullMarked;
