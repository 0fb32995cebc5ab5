/// gdb as an engine: its ptys, its MI session, its console. Only this package imports pty4j.
@NullMarked
package io.github.pmdb.gdb;

import org.jspecify.annotations.NullMarked;
