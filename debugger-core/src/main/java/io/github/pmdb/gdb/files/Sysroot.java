package io.github.pmdb.gdb.files;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where gdb is to look for the files that a core's process had mapped: the matched ones only.
public final class Sysroot {
  private Sysroot() {}

  /// The directory for `set sysroot`; empty when gdb finds the right files by itself.
  public static Optional<Path> of(CoreSnapshot snapshot, LinkedFiles links) throws IOException {
    Map<String, Path> files = files(snapshot);
    boolean wrong = snapshot.objects().stream().anyMatch(o -> o.file() instanceof FileMatch.Wrong);
    if (wrong) {
      return Optional.of(linked(snapshot, files, links));
    }
    List<Path> roots =
        files.entrySet().stream().map(e -> root(e.getKey(), e.getValue())).distinct().toList();
    if (roots.isEmpty() || roots.equals(List.of(Path.of("/")))) {
      return Optional.empty();
    }
    boolean one = roots.size() == 1 && !roots.getFirst().toString().isEmpty();
    return Optional.of(one ? roots.getFirst() : linked(snapshot, files, links));
  }

  private static Path linked(CoreSnapshot snapshot, Map<String, Path> files, LinkedFiles links)
      throws IOException {
    for (LoadedObject object : snapshot.objects()) {
      String path = snapshot.linkerPaths().getOrDefault(object.loadBias(), "");
      if (object.file() instanceof FileMatch.Found(Path file, _)) {
        links.link(path, file);
      }
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      links.link(file.getKey(), file.getValue());
    }
    return links.sysroot();
  }

  /// Files by the paths under which gdb asks for them: those of the linker's list and those of the
  /// mappings, which differ where directories are links (`/lib`, `/usr/lib`).
  private static Map<String, Path> files(CoreSnapshot snapshot) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (LoadedObject object : snapshot.objects()) {
      if (object.file() instanceof FileMatch.Found(Path path, _)) {
        files.put(object.path(), path);
      }
    }
    for (Mapping mapping : snapshot.mappings()) {
      if (mapping.isFile()) {
        snapshot
            .objectAt(mapping.start())
            .map(LoadedObject::file)
            .filter(FileMatch.Found.class::isInstance)
            .ifPresent(f -> files.putIfAbsent(mapping.path(), ((FileMatch.Found) f).path()));
      }
    }
    return files;
  }

  /// The directory under which `file` is `targetPath`, the empty path where there is none.
  private static Path root(String targetPath, Path file) {
    String host = file.toAbsolutePath().toString();
    if (!host.endsWith(targetPath)) {
      return Path.of("");
    }
    String above = host.substring(0, host.length() - targetPath.length());
    return Path.of(above.isEmpty() ? "/" : above);
  }
}
