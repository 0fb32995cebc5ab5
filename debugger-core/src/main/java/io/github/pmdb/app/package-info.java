/// The command line: `pmdb core|attach|run|bt|cores|doctor|demo`, and the assembly of everything
/// else.
@NullMarked
package io.github.pmdb.app;

import org.jspecify.annotations.NullMarked;
