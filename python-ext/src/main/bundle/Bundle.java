import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the one file that plain gdb can `source`: `pmdb_python.py` beside this, with the modules of
/// `src/main/python` and the layouts of `cpython-support` in it.
///
/// `java Bundle.java ROOT OUTPUT`, where `ROOT` is the folder of the whole project.
final class Bundle {
  private Bundle() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]).toAbsolutePath();
    Path modules = root.resolve("python-ext/src/main/python");
    Path data = root.resolve("cpython-support/src/main/resources/io/github/pmdb/cpython");
    String layouts =
        entries(data.resolve("layout"), ".layout") + entries(data.resolve("greenlet"), ".layout");
    String frame = Files.readString(root.resolve("python-ext/src/main/bundle/pmdb_python.py"));
    Files.createDirectories(output.getParent());
    Path partial = output.resolveSibling(output.getFileName() + ".partial");
    Files.writeString(
        partial,
        frame
            .replace("    # MODULES\n", entries(modules, ".py"))
            .replace("    # LAYOUTS\n", layouts));
    Files.move(partial, output, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Lines of a Python dict: the path of each file below the folder, and its text.
  private static String entries(Path folder, String ending) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no " + ending + " in " + folder);
    }
    StringBuilder entries = new StringBuilder();
    for (Path file : files) {
      String text = Files.readString(file).lines().collect(Collectors.joining("\n", "", "\n"));
      entries.append("    \"%s\": %s,\n".formatted(folder.relativize(file), literal(file, text)));
    }
    return entries.toString();
  }

  /// A raw string, so that the text can be read where it stands.
  private static String literal(Path file, String text) {
    if (text.contains("'''")) {
      throw new IllegalArgumentException(file + " has three quotes, which end the string it is put in");
    }
    return "r'''" + text + "'''";
  }
}
