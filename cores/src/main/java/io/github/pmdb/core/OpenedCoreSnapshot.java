package io.github.pmdb.core;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.OverlayMemory;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Extent;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A core that was read; everything but memory and symbols is at hand.
record OpenedCoreSnapshot(
    CoreSource source,
    Architecture architecture,
    ProcessInfo process,
    OverlayMemory memory,
    CoreHoles holes,
    List<Mapping> mappings,
    List<LoadedObject> objects,
    List<ThreadInfo> threads,
    Death death,
    Completeness completeness,
    Map<Long, String> linkerPaths,
    List<String> unknownNotes,
    List<Problem> problems)
    implements CoreSnapshot {
  /// A binary search: cores can have tens of thousands of mappings.
  @Override
  public Optional<Mapping> mappingAt(long address) {
    int low = 0;
    int high = mappings.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Mapping mapping = mappings.get(middle);
      if (mapping.contains(address)) {
        return Optional.of(mapping);
      }
      if (Addresses.less(address, mapping.start())) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Extent> used(Mapping mapping) {
    return holes.used(mapping);
  }

  @Override
  public Consistency consistency() {
    return Consistency.STILL;
  }

  @Override
  public Path plainFile() {
    return source.plain();
  }

  @Override
  public void close() {
    memory.close();
    source.release().run();
  }
}
