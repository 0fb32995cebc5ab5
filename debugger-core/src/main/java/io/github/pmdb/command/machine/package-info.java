/// Commands about this machine: its cores, and what debugging needs. They need no target.
@NullMarked
package io.github.pmdb.command.machine;

import org.jspecify.annotations.NullMarked;
