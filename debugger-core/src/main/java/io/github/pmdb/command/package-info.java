/// Commands: one declaration ([CommandSpec]) beside one function in one small file.
///
/// Help, completion and `docs/commands.md` are printed from the declarations. A command returns a
/// value; its `text` shows it to a person, Jackson writes the same value for scripts.
@NullMarked
package io.github.pmdb.command;

import org.jspecify.annotations.NullMarked;
