import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Writes the one file that plain gdb can `source`: the modules of `src/main/python` and the layouts
/// of CPython as text, and a loader for them.
///
/// `java python-ext/src/build/Bundle.java OUTPUT`
final class Bundle {
  private static final String LAYOUTS =
      "cpython-support/src/main/resources/io/github/pmdb/cpython/layout";

  private Bundle() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    Path sources = root.resolve("python-ext/src/main/python");
    String text =
        Files.readString(sources.resolve("bundle.py"))
            .replace("    # MODULES\n", entries(sources.resolve("pmdb_python"), sources, ".py"))
            .replace("    # LAYOUTS\n", entries(root.resolve(LAYOUTS), root.resolve(LAYOUTS), ".layout"));
    Files.createDirectories(output.toAbsolutePath().getParent());
    Path partial = Files.createTempFile(output.toAbsolutePath().getParent(), "bundle", ".py");
    Files.writeString(partial, text);
    Files.move(
        partial, output, java.nio.file.StandardCopyOption.REPLACE_EXISTING, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /// Lines of a Python dict: the path below `base` and the text.
  private static String entries(Path folder, Path base, String ending) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
    List<String> entries = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      entries.add("    \"" + base.relativize(file) + "\": " + literal(text) + ",\n");
    }
    return String.join("", entries);
  }

  /// A raw string keeps the text readable where it can be one.
  private static String literal(String text) {
    if (text.contains("'''") || text.endsWith("\\") || text.endsWith("'")) {
      throw new IllegalArgumentException("not for a raw string in triple quotes: " + text);
    }
    return "r'''" + text + "'''";
  }
}
