package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// gdb with nothing of pmdb but the file that it can source.
final class PlainGdb {
  private static final String BEGIN = "=== begin ===\n";
  private static final String END = "=== end ===\n";
  private final Path file;

  private PlainGdb(Path file) {
    this.file = file;
  }

  /// Bundles the file into a folder.
  static PlainGdb in(Path directory) {
    Requirement.tool("gdb");
    Path root = Fixture.python("locals").resolve("../../..").normalize();
    Path file = directory.resolve("pmdb_python.py");
    Finished.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                root.resolve("python-ext/src/main/bundle/Bundle.java").toString(),
                root.toString(),
                file.toString()))
        .check();
    return new PlainGdb(file);
  }

  /// What the commands print.
  ///
  /// @param target arguments of gdb such as `-c CORE`
  String run(List<String> target, List<String> commands) {
    List<String> line = new ArrayList<>(List.of("env", "LC_ALL=C.UTF-8"));
    line.addAll(List.of("gdb", "-nx", "-nh", "-batch", "-iex", "set debuginfod enabled off"));
    line.addAll(List.of("-iex", "set auto-load off", "-x", file.toString()));
    line.addAll(target);
    line.addAll(List.of("-ex", "set width 0", "-ex", echo(BEGIN)));
    commands.forEach(command -> line.addAll(List.of("-ex", command)));
    line.addAll(List.of("-ex", echo(END)));
    String output = Finished.run(line).output();
    int start = output.indexOf(BEGIN);
    int end = output.indexOf(END);
    return start < 0 || end < 0 ? output : output.substring(start + BEGIN.length(), end);
  }

  /// Whether it prints of a process, and of a core of that, what pmdb prints.
  ///
  /// @param wanted a part of what is printed
  void assertAlike(RunningFixture running, Path directory, List<String> commands, String wanted) {
    String core = CoreMaker.gcore(running.pid(), directory).toString();
    String expected = asPmdb(List.of("core", core), commands);
    assertTrue(expected.contains(wanted), expected);
    assertEquals(expected, run(List.of("-c", core), commands));
    assertEquals(expected, run(List.of("-p", Long.toString(running.pid())), commands));
  }

  /// What pmdb prints without gdb.
  static String asPmdb(List<String> target, List<String> commands) {
    List<String> line = new ArrayList<>(List.of("--no-gdb", "--batch"));
    line.addAll(target);
    commands.forEach(command -> line.addAll(List.of("-ex", command)));
    return Run.printed("", line.toArray(String[]::new));
  }

  private static String echo(String text) {
    return "echo " + text.replace("\n", "\\n");
  }
}
