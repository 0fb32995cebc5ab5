package io.github.pmdb.snapshot;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import java.util.List;
import java.util.Optional;

/// A process that stands still, or is looked at as if it did.
public interface Snapshot extends AutoCloseable {
  Architecture architecture();

  Consistency consistency();

  ProcessInfo process();

  Memory memory();

  /// Mappings in ascending order of address.
  List<Mapping> mappings();

  /// ELF objects that are mapped, the executable first.
  List<LoadedObject> objects();

  /// Threads, the one that took the signal (or the main thread) first.
  List<ThreadInfo> threads();

  /// What could not be read or does not fit, in words for the user.
  List<Problem> problems();

  /// The parts of a mapping that may hold something else than zeros, in ascending order: without
  /// what a sparse core has no blocks for, and pages that a process has not touched. To read those
  /// takes the kernel longer than all the rest where gigabytes are only reserved.
  default List<Extent> used(Mapping mapping) {
    return List.of(new Extent(mapping.start(), mapping.end()));
  }

  default Optional<Mapping> mappingAt(long address) {
    return mappings().stream().filter(m -> m.contains(address)).findFirst();
  }

  default Optional<LoadedObject> objectAt(long address) {
    return objects().stream()
        .filter(o -> Addresses.within(address, o.start(), o.end()))
        .findFirst();
  }

  default Optional<ThreadInfo> thread(long tid) {
    return threads().stream().filter(t -> t.tid() == tid).findFirst();
  }

  @Override
  void close();
}
