package io.github.pmdb.command.python.suspended;

import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.source.ProgramSources;
import io.github.pmdb.source.SourceFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A finder of sources that finds none.
final class NoSources {
  private NoSources() {}

  static SourceFinder finder() {
    return new SourceFinder(List.of(), List.of(), NoSources::process, ProgramSources.NONE);
  }

  private static ProcessInfo process() {
    return new ProcessInfo(
        1,
        OptionalLong.empty(),
        OptionalInt.empty(),
        "python",
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Path.of("/proc/self/none"),
        OptionalLong.empty());
  }
}
