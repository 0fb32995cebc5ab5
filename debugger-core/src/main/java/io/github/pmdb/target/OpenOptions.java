package io.github.pmdb.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How a target is to be opened.
///
/// @param executable the program, where the user names it
/// @param roots directories that hold the target's file tree, tried before `/`
/// @param debugDirectories where separate debug files lie; empty for the system's own
/// @param sourcePaths directories to look for sources in
/// @param useEngine whether a native debugger may be started
/// @param enginePath the gdb to start: a path, or a name to be found on PATH
/// @param debuginfod whether gdb may ask debuginfod servers
/// @param record where to save the MI transcript
/// @param color whether the engine's own output may have colours
/// @param progress told, in words, what takes long
public record OpenOptions(
    Optional<Path> executable,
    List<Path> roots,
    List<Path> debugDirectories,
    List<Path> sourcePaths,
    boolean useEngine,
    String enginePath,
    boolean debuginfod,
    Optional<Path> record,
    boolean color,
    Consumer<String> progress) {
  public static final OpenOptions DEFAULT =
      new OpenOptions(
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          true,
          "gdb",
          false,
          Optional.empty(),
          true,
          _ -> {});

  public OpenOptions withoutEngine() {
    return new OpenOptions(
        executable,
        roots,
        debugDirectories,
        sourcePaths,
        false,
        enginePath,
        debuginfod,
        record,
        color,
        progress);
  }
}
