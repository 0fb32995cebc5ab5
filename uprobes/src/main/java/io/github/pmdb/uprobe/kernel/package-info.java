/// bpf(2), perf_event_open(2) and their objects: maps, programs, links and ring buffers, which the
/// kernel takes back when their descriptors are closed, however the process ends.
@NullMarked
package io.github.pmdb.uprobe.kernel;

import org.jspecify.annotations.NullMarked;
