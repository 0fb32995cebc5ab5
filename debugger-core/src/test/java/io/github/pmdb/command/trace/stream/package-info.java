/// What hits become.
@NullMarked
package io.github.pmdb.command.trace.stream;

import org.jspecify.annotations.NullMarked;
