/// Trace breakpoints as the command line has them: streams of hits.
@NullMarked
package io.github.pmdb.command.trace.stream;

import org.jspecify.annotations.NullMarked;
