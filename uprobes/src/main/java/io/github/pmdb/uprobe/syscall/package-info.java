/// The system calls that probes need and the JDK has no method for: bpf(2), and what they refuse.
@NullMarked
package io.github.pmdb.uprobe.syscall;

import org.jspecify.annotations.NullMarked;
