package io.github.pmdb.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How a core is to be opened.
///
/// @param executable the program, where the user names it
/// @param roots directories that hold the target's file tree, tried before `/`
/// @param debugDirectories where separate debug files lie, `/usr/lib/debug` if empty
/// @param progress told, in words, what takes long (decompression)
public record CoreOptions(
    Optional<Path> executable,
    List<Path> roots,
    List<Path> debugDirectories,
    Consumer<String> progress) {
  public static final CoreOptions DEFAULT =
      new CoreOptions(Optional.empty(), List.of(), List.of(), _ -> {});
}
