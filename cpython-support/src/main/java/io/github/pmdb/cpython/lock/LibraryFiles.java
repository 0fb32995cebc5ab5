package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.List;
import java.util.Optional;

/// Tells frames of the standard library from the user's.
///
/// @param directory that holds `os.py`; empty where the program has not imported it
record LibraryFiles(Optional<String> directory) {
  private static final String FROZEN = "<frozen ";
  private static final String PACKAGE = "/__init__";

  /// Directories beside the library's modules that hold what is installed.
  private static final List<String> INSTALLED = List.of("site-packages/", "dist-packages/");

  /// @param interpreter address of the `PyInterpreterState` that has imported the library
  static LibraryFiles of(Heap heap, long interpreter) {
    return new LibraryFiles(
        new Modules(heap, interpreter)
            .attribute("os", "__file__")
            .flatMap(file -> Strings.text(heap, file))
            .filter(file -> file.contains("/"))
            .map(file -> file.substring(0, file.lastIndexOf('/') + 1)));
  }

  boolean has(ScriptFrame frame) {
    return module(frame).isPresent();
  }

  /// `concurrent.futures._base`; absent where the frame is none of the library's.
  Optional<String> module(ScriptFrame frame) {
    String file = frame.file();
    if (file.startsWith(FROZEN) && file.endsWith(">")) {
      return Optional.of(file.substring(FROZEN.length(), file.length() - 1));
    }
    if (StandardLibrary.isIn(frame)) {
      return Optional.of("threading");
    }
    return directory
        .filter(file::startsWith)
        .map(start -> file.substring(start.length()))
        .filter(path -> INSTALLED.stream().noneMatch(path::startsWith))
        .map(LibraryFiles::name);
  }

  private static String name(String path) {
    int dot = path.lastIndexOf('.');
    String module = dot < 0 ? path : path.substring(0, dot);
    return (module.endsWith(PACKAGE)
            ? module.substring(0, module.length() - PACKAGE.length())
            : module)
        .replace('/', '.');
  }

  /// The innermost frame outside of the library, else the innermost one.
  ScriptFrame caller(List<ScriptFrame> frames) {
    return user(frames).orElse(frames.getFirst());
  }

  /// The innermost frame outside of the library.
  Optional<ScriptFrame> user(List<ScriptFrame> frames) {
    return frames.stream().filter(frame -> !has(frame)).findFirst();
  }
}
