package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Where the fields of a greenlet are, in bytes; the bundled resource says what each is.
///
/// @param impl [#NONE] where the object holds everything itself
/// @param stack of `stack_start`, which `stack_stop`, `stack_copy` and `stack_saved` follow
/// @param thread [#NONE] where the thread's state is not kept or not known
/// @param source how it is known, in words
record GreenletLayout(
    int impl, int stack, int frame, int run, int parent, int thread, String source) {
  static final int NONE = -1;

  private static final String RESOURCE = "greenlet.layout";
  private static final String NEWEST = "# Newest: ";

  /// One line of the resource.
  private record Row(
      Version since,
      PythonVersion oldest,
      PythonVersion newest,
      boolean freeThreaded,
      GreenletLayout layout) {
    boolean isOf(Layout python) {
      PythonVersion version = python.version();
      PythonVersion minor = new PythonVersion(version.major(), version.minor(), -1);
      return oldest.compareTo(minor) <= 0
          && minor.compareTo(newest) <= 0
          && freeThreaded == (python.build() == Build.FREE_THREADED);
    }
  }

  /// The bundled layout, absent for releases that are not known.
  ///
  /// @param release as `greenlet.__version__` has it
  static Optional<GreenletLayout> of(String release, Layout python) {
    String text = load();
    return version(release)
        .filter(version -> version.compareTo(newest(text)) <= 0)
        .flatMap(version ->
            text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(GreenletLayout::row)
                .filter(row -> row.isOf(python) && row.since().compareTo(version) <= 0)
                .reduce((_, later) -> later)
                .map(Row::layout));
  }

  private static Optional<Version> version(String release) {
    try {
      return Optional.of(Version.parse(release));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // an unheard-of spelling is an unknown release
    }
  }

  private static Version newest(String text) {
    return text.lines()
        .filter(line -> line.startsWith(NEWEST))
        .findFirst()
        .map(line -> Version.parse(line.substring(NEWEST.length())))
        .orElseThrow();
  }

  private static Row row(String line) {
    String[] parts = line.split(" ");
    String[] pythons = parts[1].split("-");
    List<Integer> offsets =
        List.of(parts).subList(2, 8).stream().map(GreenletLayout::offset).toList();
    return new Row(
        Version.parse(parts[0]),
        PythonVersion.parse(pythons[0]).orElseThrow(),
        PythonVersion.parse(pythons[1]).orElseThrow(),
        pythons[1].endsWith(Build.FREE_THREADED.suffix()),
        new GreenletLayout(
            offsets.get(0),
            offsets.get(1),
            offsets.get(2),
            offsets.get(3),
            offsets.get(4),
            offsets.get(5),
            "bundled layout"));
  }

  private static int offset(String word) {
    return word.equals("-") ? NONE : Integer.parseInt(word);
  }

  private static String load() {
    try (InputStream in = GreenletLayout.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new UserError("the bundled file " + RESOURCE + " is missing", "reinstall pmdb");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("the bundled file " + RESOURCE + " can not be read: " + e, "", e);
    }
  }
}
