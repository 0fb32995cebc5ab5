package io.github.pmdb.cpython.layout;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The bundled layouts, read from resource files when first asked for.
///
/// A file has a line `struct.field OFFSET [@WORD[+WORD]]` for each field, where `@` names the words
/// of the version's own `_Py_DebugOffsets` that hold the same number; `#` starts a comment, and the
/// comment `# Source: …` says where the numbers come from.
public final class Layouts {
  /// Minor versions that have a bundled layout, newest first.
  public static final List<PythonVersion> KNOWN =
      List.of(
          new PythonVersion(3, 15, -1),
          new PythonVersion(3, 14, -1),
          new PythonVersion(3, 13, -1),
          new PythonVersion(3, 12, -1),
          new PythonVersion(3, 11, -1),
          new PythonVersion(3, 10, -1),
          new PythonVersion(3, 9, -1),
          new PythonVersion(3, 8, -1),
          new PythonVersion(3, 7, -1),
          new PythonVersion(3, 6, -1),
          new PythonVersion(2, 7, -1));

  /// The last releases before a series moved fields: 3.7.4 those of `_PyRuntime`, 3.14.5 those of
  /// the interpreter behind the collector's, 3.15.2 those of mimalloc. A table with `.0`, which not
  /// each build has, is for these and those before.
  private static final List<PythonVersion> EARLY =
      List.of(new PythonVersion(3, 7, 3), new PythonVersion(3, 14, 4), new PythonVersion(3, 15, 1));

  private static final String SOURCE = "# Source: ";
  private static final Map<String, Table> TABLES = new ConcurrentHashMap<>();

  private Layouts() {}

  /// @param words for a field, which words of the debug offsets sum up to it
  record Table(String source, Map<String, Layout.Field> fields, Map<String, int[]> words) {}

  /// The layout for a release, absent when its minor version is not known or was never built so.
  public static Optional<Layout> of(PythonVersion version, Build build) {
    if (!isKnown(version) || !exists(version, build)) {
      return Optional.empty();
    }
    Table table = table(version, build);
    Layout layout =
        new Layout(
            version,
            build == Build.TRACE_REFS ? Build.RELEASE : build,
            table.source(),
            table.fields());
    return Optional.of(build == Build.TRACE_REFS ? layout.withTraceRefs() : layout);
  }

  /// The layouts of a version, its release build first; where the release is not known, those of
  /// early releases last.
  public static Stream<Layout> of(PythonVersion version) {
    Stream<Layout> own = builds(version);
    return version.micro() >= 0
        ? own
        : Stream.concat(
            own,
            EARLY.stream()
                .filter(version::sameMinor)
                .flatMap(Layouts::builds)
                .map(layout -> layout.forRelease(version)));
  }

  private static Stream<Layout> builds(PythonVersion version) {
    return Stream.of(Build.values()).flatMap(build -> of(version, build).stream());
  }

  /// Whether there are layouts of its minor version.
  public static boolean isKnown(PythonVersion version) {
    return KNOWN.stream().anyMatch(version::sameMinor);
  }

  private static boolean exists(PythonVersion version, Build build) {
    return switch (build) {
      case RELEASE -> true;
      case FREE_THREADED -> version.atLeast(3, 13);
      case TRACE_REFS -> !version.atLeast(3, 13);
    };
  }

  static Table table(PythonVersion version, Build build) {
    return TABLES.computeIfAbsent(resource(version, build), Layouts::load);
  }

  private static String resource(PythonVersion version, Build build) {
    boolean early =
        version.micro() >= 0
            && EARLY.stream()
                .anyMatch(last -> version.sameMinor(last) && version.compareTo(last) <= 0);
    String minor = "cpython-" + version.major() + "." + version.minor();
    String moved = minor + ".0" + build.suffix() + ".layout";
    return early && Layouts.class.getResource(moved) != null
        ? moved
        : minor + build.suffix() + ".layout";
  }

  private static Table load(String resource) {
    try (InputStream in = Layouts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UserError("the bundled file " + resource + " is missing", "reinstall pmdb");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserError("the bundled file " + resource + " can not be read: " + e, "", e);
    }
  }

  static Table parse(String text) {
    String source = "";
    Map<String, Layout.Field> fields = new HashMap<>();
    Map<String, int[]> words = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(SOURCE)) {
        source = line.substring(SOURCE.length());
      }
      if (!line.startsWith("#") && !line.isBlank()) {
        String[] parts = line.split(" ");
        fields.put(parts[0], new Layout.Field(Integer.parseInt(parts[1]), Learnt.BUNDLED));
        if (parts.length > 2) {
          words.put(parts[0], wordIndexes(parts[2].substring(1)));
        }
      }
    }
    return new Table(source, Map.copyOf(fields), Map.copyOf(words));
  }

  private static int[] wordIndexes(String sum) {
    String[] parts = sum.split("\\+");
    int[] indexes = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      indexes[i] = Integer.parseInt(parts[i]);
    }
    return indexes;
  }
}
