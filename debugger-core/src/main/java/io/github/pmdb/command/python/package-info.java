/// The py-… commands: what gdb's own Python helper (`python-gdb.py`) calls them, and printed as it
/// prints them, but read from the interpreter's memory: no debug symbols and no gdb are needed.
///
/// [PythonView] finds the interpreter, thread and frame that a command is about; the records beside
/// it are the values that `--json` writes.
@NullMarked
package io.github.pmdb.command.python;

import org.jspecify.annotations.NullMarked;
