@NullMarked
package io.github.pmdb.cpython;

import org.jspecify.annotations.NullMarked;
