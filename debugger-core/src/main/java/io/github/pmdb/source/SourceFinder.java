package io.github.pmdb.source;

import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.TargetPath;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the file behind the name that a code object carries.
///
/// Directories that the user named come first, then the target's own file tree: its root directory
/// for absolute names, its working directory below that for relative ones. Python imports from
/// archives too: where a name goes on behind that of a file, the rest is looked for inside. What no
/// file has may be in the memory of the program itself; where that is what the program was compiled
/// from, it is better than a file that changed since.
public final class SourceFinder {
  /// The largest file that is read, bytes.
  private static final long MOST_BYTES = 16 << 20;

  /// PEP 263: the first two lines of a Python file may name its encoding.
  private static final Pattern ENCODING =
      Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-_.a-zA-Z0-9]+)");

  private final List<Path> sourcePaths;
  private final List<Path> roots;
  private final Supplier<ProcessInfo> process;
  private final ProgramSources program;
  private final Map<String, Optional<SourceFile>> known = new HashMap<>();
  private final Map<Place, String> doubts = new HashMap<>();

  /// @param sourcePaths where to look first, with ever shorter ends of the name
  /// @param roots directories that hold the target's file tree, tried before its own root
  /// @param program what the target's memory has of sources
  public SourceFinder(
      List<Path> sourcePaths,
      List<Path> roots,
      Supplier<ProcessInfo> process,
      ProgramSources program) {
    this.sourcePaths = List.copyOf(sourcePaths);
    this.roots = List.copyOf(roots);
    this.process = process;
    this.program = program;
  }

  /// Frames of a place run the same code.
  private record Place(String file, String function, int line) {
    static Place of(ScriptFrame frame) {
      return new Place(frame.file(), frame.function(), frame.line());
    }
  }

  /// @param name as the code object has it; names such as `<stdin>` have no file
  public synchronized Optional<SourceFile> find(String name) {
    return known.computeIfAbsent(name, this::search);
  }

  /// The file of a frame, with a doubt where the frame's code can not have been compiled from it.
  public synchronized Optional<SourceFile> find(ScriptFrame frame) {
    return find(frame.file())
        .map(file -> {
          String doubt =
              doubts.computeIfAbsent(
                  Place.of(frame), _ -> program.doubt(frame, file.path(), file.lines()));
          return file.doubtedFor(doubt);
        });
  }

  /// The text of one line, where the file is found and has it.
  ///
  /// @param number 1-based
  public Optional<String> line(String name, int number) {
    return find(name).flatMap(file -> file.line(number));
  }

  /// The paths at which `name` is looked for, in order.
  public List<Path> candidates(String name) {
    if (name.isEmpty() || name.startsWith("<")) {
      return List.of();
    }
    // A name that this machine cannot spell has no file here.
    return TargetPath.of(name).map(path -> candidates(path.normalize())).orElse(List.of());
  }

  private List<Path> candidates(Path name) {
    List<Path> found = new ArrayList<>();
    for (Path directory : sourcePaths) {
      for (int from = 0; from < name.getNameCount(); from++) {
        if (!name.getName(from).toString().equals("..")) {
          found.add(directory.resolve(name.subpath(from, name.getNameCount())));
        }
      }
    }
    ProcessInfo info = process.get();
    Optional<Path> absolute =
        name.isAbsolute()
            ? Optional.of(name)
            : info.workingDirectory().flatMap(TargetPath::of).map(path -> path.resolve(name));
    absolute.ifPresent(path -> {
      roots.forEach(root -> found.add(below(root, path)));
      found.add(below(info.root(), path));
    });
    return found;
  }

  private static Path below(Path root, Path absolute) {
    return root.resolve(Path.of("/").relativize(absolute.normalize()));
  }

  private Optional<SourceFile> search(String name) {
    String path = name.startsWith("<") ? program.file(name).orElse(name) : name;
    Optional<SourceFile> file =
        candidates(path).stream().flatMap(candidate -> read(candidate).stream()).findFirst();
    return file.filter(f -> f.doubt().isEmpty())
        .or(() -> inMemory(name, program.originals(name)))
        .or(() -> file)
        .map(f -> program.copy(name).map(f::asCopied).orElse(f))
        .or(() -> inMemory(name, program.kept(name)));
  }

  private static Optional<SourceFile> inMemory(String name, Optional<List<String>> lines) {
    return TargetPath.of(name).flatMap(at -> lines.map(l -> new SourceFile(at, l, "")));
  }

  private Optional<SourceFile> read(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        return Files.size(path) > MOST_BYTES
            ? Optional.empty()
            : Optional.of(source(path, path, Files.readAllBytes(path)));
      }
      Optional<Archived> archived = Archived.find(path);
      if (archived.isEmpty()) {
        return Optional.empty();
      }
      Path archive = archived.get().archive();
      Optional<byte[]> bytes = archived.get().read(MOST_BYTES);
      return bytes.isPresent() ? Optional.of(source(path, archive, bytes.get())) : Optional.empty();
    } catch (IOException _) {
      // Not readable for us: the same as not there; the frame is shown without its source.
      return Optional.empty();
    }
  }

  private SourceFile source(Path path, Path file, byte[] bytes) throws IOException {
    return new SourceFile(
        path, decode(bytes).lines().toList(), doubt(Files.getLastModifiedTime(file).toInstant()));
  }

  private static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.lines()
        .limit(2)
        .map(ENCODING::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .flatMap(name -> charset(name).stream())
        .findFirst()
        .map(charset -> new String(bytes, charset))
        .orElse(text);
  }

  /// Python writes `latin-1` where Java knows `latin1`.
  private static Optional<Charset> charset(String name) {
    return Stream.of(name, name.replace("-", ""))
        .filter(spelling -> spelling.matches("[A-Za-z0-9][-A-Za-z0-9_.]*"))
        .filter(Charset::isSupported)
        .findFirst()
        .map(Charset::forName);
  }

  private String doubt(Instant modified) {
    ProcessInfo info = process.get();
    if (info.dumpTime().isEmpty()) {
      return ProcessStart.of(info.pid()).filter(modified::isAfter).isPresent()
          ? "changed after the process started"
          : "";
    }
    if (modified.isAfter(Instant.ofEpochMilli(info.dumpTime().getAsLong()))) {
      return "changed after the core was written";
    }
    return program.running().filter(modified::isAfter).isPresent()
        ? "changed while the program ran"
        : "";
  }
}
