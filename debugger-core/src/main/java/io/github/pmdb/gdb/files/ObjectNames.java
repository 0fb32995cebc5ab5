package io.github.pmdb.gdb.files;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// Which object lies at an address, by the path the target has for it. gdb's own answer is the path
/// on this machine.
public final class ObjectNames {
  private ObjectNames() {}

  public static Supplier<LongFunction<Optional<String>>> of(Snapshot core) {
    return () -> address -> core.objectAt(address).map(LoadedObject::path);
  }

  /// Of a live process: its mappings as they are now.
  public static Supplier<LongFunction<Optional<String>>> live(Supplier<OptionalLong> pid) {
    return () -> {
      List<Mapping> mappings = mappings(pid.get());
      return address ->
          mappings.stream()
              .filter(mapping -> mapping.contains(address))
              .map(Mapping::path)
              .findFirst();
    };
  }

  /// Those of objects. None when the process has ended or its maps may not be read: frames are
  /// shown without their object then.
  private static List<Mapping> mappings(OptionalLong pid) {
    return pid.stream()
        .boxed()
        .flatMap(known -> ProcMaps.read(ProcDirectory.of(known)).stream())
        .map(ProcMaps.Entry::mapping)
        .filter(mapping -> mapping.isFile() || mapping.path().equals("[vdso]"))
        .toList();
  }
}
