/// gdb's own console passed through to the user's terminal.
///
/// [GdbConsole] types a line into the console of a gdb process and shows everything that follows
/// until gdb prompts again, which it knows by the marker around each prompt.
@NullMarked
package io.github.pmdb.gdb.console;

import org.jspecify.annotations.NullMarked;
