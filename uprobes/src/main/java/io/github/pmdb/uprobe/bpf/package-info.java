/// eBPF from Java: programs put together and printed, loaded into the kernel, and attached to code.
@NullMarked
package io.github.pmdb.uprobe.bpf;

import org.jspecify.annotations.NullMarked;
