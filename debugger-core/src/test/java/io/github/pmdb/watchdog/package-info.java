/// Tests of the watchdog with real processes and a real gdb.
@NullMarked
package io.github.pmdb.watchdog;

import org.jspecify.annotations.NullMarked;
