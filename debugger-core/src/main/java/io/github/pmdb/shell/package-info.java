/// The interactive shell. Only this package imports JLine.
@NullMarked
package io.github.pmdb.shell;

import org.jspecify.annotations.NullMarked;
