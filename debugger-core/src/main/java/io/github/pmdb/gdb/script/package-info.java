/// Python of ours that runs inside gdb, and when it is needed there.
@NullMarked
package io.github.pmdb.gdb.script;

import org.jspecify.annotations.NullMarked;
