@NullMarked
package io.github.pmdb.architecture;

import org.jspecify.annotations.NullMarked;
