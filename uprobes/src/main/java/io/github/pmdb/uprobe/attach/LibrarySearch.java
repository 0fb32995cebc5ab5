package io.github.pmdb.uprobe.attach;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.RunPath;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.TargetPath;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds libraries where the dynamic linker would: among those that are preloaded, in the
/// directories of `LD_LIBRARY_PATH` and in those that the program names, in its cache, in its usual
/// directories. What a program's own `dlopen` names is not known.
public final class LibrarySearch {
  private static final List<String> USUAL =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib");

  /// That a program is linked to, one through the other.
  private static final int MOST_LINKED = 256;

  private final Path root;
  private final Path executable;
  private final Map<String, String> environment;
  private @Nullable List<String> runPath;
  private @Nullable LinkerCache cache;

  /// @param root what the program has for `/`
  /// @param executable as we can open it
  public LibrarySearch(Path root, Path executable) {
    this(root, executable, Map.of());
  }

  /// @param environment that of the process
  public LibrarySearch(Path root, Path executable, Map<String, String> environment) {
    this.root = root;
    this.executable = executable;
    this.environment = Map.copyOf(environment);
  }

  /// `libc` is `libc.so.6`, and `crypto` is `libcrypto.so.3`.
  static boolean isCalled(String file, String name) {
    return file.equals(name) || stem(file).equals(name) || stem(file).equals("lib" + name);
  }

  static String stem(String file) {
    int end = file.indexOf(".so");
    return end < 0 ? file : file.substring(0, end);
  }

  /// A library by name or path.
  ///
  /// @throws UserError when there is none, or there are several
  public Path find(String name) {
    if (name.contains("/")) {
      return TargetPath.below(root, name)
          .filter(Files::isRegularFile)
          .orElseThrow(() -> new UserError("there is no file " + name, ""));
    }
    return preloaded(name)
        .or(() -> ofEnvironment(name))
        .or(() -> ofProgram(name))
        .or(() -> ofCache(name))
        .or(() -> USUAL.stream().flatMap(each -> in(each, name).stream()).findFirst())
        .orElseThrow(() ->
            new UserError(
                "no library %s is loaded, and none is where the dynamic linker looks for it"
                    .formatted(name),
                "give its path: PATH:FUNCTION"));
  }

  /// The files of the libraries that it is linked to, and of those that these are linked to.
  public List<Path> linked() {
    Set<Path> found = new LinkedHashSet<>();
    Deque<Path> waiting = new ArrayDeque<>(List.of(executable));
    while (!waiting.isEmpty() && found.size() < MOST_LINKED) {
      for (String name : RunPath.needed(image(waiting.remove()))) {
        try {
          Path library = find(name);
          if (found.add(library)) {
            waiting.add(library);
          }
        } catch (UserError _) {
          // It is not there: then the program will not start.
        }
      }
    }
    return List.copyOf(found);
  }

  private Optional<Path> preloaded(String name) {
    return words("LD_PRELOAD", "[:\\s]+")
        .filter(each -> isCalled(String.valueOf(Path.of(each).getFileName()), name))
        .filter(each -> each.contains("/"))
        .flatMap(each -> TargetPath.below(root, absolute(each)).stream())
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Optional<Path> ofEnvironment(String name) {
    return words("LD_LIBRARY_PATH", "[:;]")
        .flatMap(each -> in(each.startsWith("$") ? each : absolute(each), name).stream())
        .findFirst();
  }

  private Stream<String> words(String variable, String between) {
    return Arrays.stream(environment.getOrDefault(variable, "").split(between))
        .filter(each -> !each.isEmpty());
  }

  private String absolute(String path) {
    return path.startsWith("/") ? path : workingDirectory().resolve(path).normalize().toString();
  }

  private Path workingDirectory() {
    try {
      return executable.startsWith("/proc")
          ? Files.readSymbolicLink(executable.resolveSibling("cwd"))
          : Path.of("").toAbsolutePath();
    } catch (IOException _) {
      // It has ended.
      return root;
    }
  }

  private static ElfImage image(Path file) {
    return ElfImage.read(Bytes.map(file), file.toString());
  }

  private Optional<Path> ofProgram(String name) {
    for (String directory : runPath()) {
      Optional<Path> found = in(directory, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<String> runPath() {
    List<String> known = runPath == null ? RunPath.of(image(executable)) : runPath;
    runPath = known;
    return known;
  }

  private Optional<Path> in(String directory, String name) {
    Optional<Path> folder =
        directory.startsWith("$ORIGIN") || directory.startsWith("${ORIGIN}")
            ? Optional.of(besideProgram(directory))
            : TargetPath.below(root, directory);
    return folder.filter(Files::isDirectory).flatMap(each -> among(each, name));
  }

  private Path besideProgram(String directory) {
    String rest = directory.replaceFirst("^\\$(ORIGIN|\\{ORIGIN})/*", "");
    return ownPath()
        .or(() -> Optional.ofNullable(executable.toAbsolutePath().getParent()))
        .orElse(root)
        .resolve(rest);
  }

  /// Where the program of a process has its file, which is opened as `/proc/PID/exe`.
  private Optional<Path> ownPath() {
    if (!executable.startsWith("/proc")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Files.readSymbolicLink(executable).getParent())
          .flatMap(path -> TargetPath.below(root, path.toString()));
    } catch (IOException _) {
      // It has ended.
      return Optional.empty();
    }
  }

  private static Optional<Path> among(Path folder, String name) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.so*")) {
      for (Path file : files) {
        if (isCalled(String.valueOf(file.getFileName()), name) && Files.isRegularFile(file)) {
          found.add(file);
        }
      }
    } catch (IOException _) {
      // Where the linker may not look either.
      return Optional.empty();
    }
    return found.stream().sorted().findFirst();
  }

  private Optional<Path> ofCache(String name) {
    try {
      return cache().paths(file -> isCalled(file, name)).stream()
          .flatMap(path -> TargetPath.below(root, path).stream())
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (UserError | MemoryFault _) {
      // Without a cache the linker looks into its usual directories.
      return Optional.empty();
    }
  }

  private LinkerCache cache() {
    LinkerCache known =
        cache == null ? LinkerCache.read(Bytes.map(root.resolve("etc/ld.so.cache"))) : cache;
    cache = known;
    return known;
  }
}
