package io.github.pmdb.elf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which libraries a program is linked to, and where it says that they are to be looked for.
public final class RunPath {
  private RunPath() {}

  /// The libraries that it is linked to, as their file names.
  public static List<String> needed(ElfImage image) {
    return image.segments(ProgramHeader.DYNAMIC).stream()
        .findFirst()
        .map(segment -> new DynamicTable(image, segment).needed())
        .orElse(List.of());
  }

  /// The directories of `DT_RUNPATH`, else of `DT_RPATH`, in which `$ORIGIN` is as it was written.
  public static List<String> of(ElfImage image) {
    Optional<String> path =
        image.segments(ProgramHeader.DYNAMIC).stream()
            .findFirst()
            .flatMap(segment -> new DynamicTable(image, segment).runPath());
    return path.stream()
        .flatMap(text -> Arrays.stream(text.split(":")))
        .filter(each -> !each.isEmpty())
        .toList();
  }
}
