/// The world while it stands still: memory, mappings, loaded objects, threads with registers.
///
/// A core file gives one [Snapshot]; a stopped live process gives a fresh one per stop; a running
/// process gives one that may be torn, and says so ([Consistency]). Writing memory is not in it.
@NullMarked
package io.github.pmdb.snapshot;

import org.jspecify.annotations.NullMarked;
