package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sources that are not what ran, of real programs, live and as cores: what is said of them, and
/// that gdb's commands say the same.
@Timeout(300)
class ChangedSourceTest {
  private static final List<String> COMMANDS =
      List.of("py-bt", "py-list", "py-up", "py-list", "py-up", "py-list");

  private static final String MODULE =
      """
      import sys

      def mark(function):
          return function

      @mark
      def waits():
          sys.stdout.write('ready\\n')
          sys.stdout.flush()
          # what follows is where it waits
          sys.stdin.readline()

      work = lambda: waits()
      """;

  private static final String SCRIPT =
      """
      import sys
      sys.path.insert(0, sys.argv[1])
      import given

      def main():
          given.work()

      main()

      def behind():
          pass
      """;

  private static final int READ = 0;

  @TempDir Path directory;

  private static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.specialsThere());
  }

  private Path script() {
    return directory.resolve("script.py");
  }

  private Path module() {
    return directory.resolve("given.py");
  }

  /// Long before the program starts, so that no time tells of what is written later.
  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
  }

  private RunningFixture start(Pythons.Python python, String before) throws IOException {
    return startScript(python, before + SCRIPT);
  }

  private RunningFixture startScript(Pythons.Python python, String text) throws IOException {
    write(module(), MODULE);
    write(script(), text);
    List<String> command =
        List.of(
            "env",
            "--unset=PYTHONDONTWRITEBYTECODE",
            python.program().toString(),
            script().toString(),
            directory.toString());
    RunningFixture running = RunningFixture.start(command);
    running.awaitReady();
    running.awaitSystemCall(READ);
    return running;
  }

  /// What all commands print of the process, of its core, and in gdb.
  private String said(RunningFixture running) {
    PlainGdb gdb = PlainGdb.in(directory);
    String pid = Long.toString(running.pid());
    Path core = CoreMaker.gcore(running.pid(), directory);
    String said = PlainGdb.asPmdb(List.of("core", core.toString()), COMMANDS);
    assertEquals(said, gdb.run(List.of("-c", core.toString()), COMMANDS));
    assertEquals(said, inTree(pid, PlainGdb.asPmdb(List.of("attach", pid), COMMANDS)));
    assertEquals(said, inTree(pid, gdb.run(List.of("-p", pid), COMMANDS)));
    return said;
  }

  /// Files of a process are seen through its root.
  private static String inTree(String pid, String said) {
    return said.replace("/proc/%s/root/".formatted(pid), "/");
  }

  /// What `py-bt` prints of the process, in gdb too.
  private String stackOf(RunningFixture running) {
    String pid = Long.toString(running.pid());
    List<String> command = List.of("py-bt");
    String said = PlainGdb.asPmdb(List.of("attach", pid), command);
    assertEquals(said, PlainGdb.in(directory).run(List.of("-p", pid), command));
    return said;
  }

  private static String note(Path file, String doubt) {
    return "note: %s %s; its lines may not be those that ran\n".formatted(file, doubt);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void functionsThatBeginElsewhereAreSeen(Pythons.Python python) throws IOException {
    try (RunningFixture running = start(python, "")) {
      List<String> process = List.of("attach", Long.toString(running.pid()));
      String before = PlainGdb.asPmdb(process, COMMANDS);
      assertFalse(before.contains("note:"), before);
      assertTrue(before.contains(">11        sys.stdin.readline()"), before);
      write(module(), MODULE.replace("def mark", "\ndef mark"));
      write(script(), SCRIPT.replace("def behind", "def beyond"));
      String said = said(running);
      String moved = "does not fit the code: there is nothing to run at line 11";
      assertTrue(said.contains(note(module(), moved)), said);
      String renamed = "does not fit the code: behind does not begin at line 10";
      assertTrue(said.contains(note(script(), renamed)), said);
      write(module(), "import sys\n");
      String shorter = "does not fit the code: it ends at line 1, and the code goes to line 11";
      String after = PlainGdb.asPmdb(process, COMMANDS);
      assertTrue(after.contains(note(module(), shorter)), after);
    }
  }

  /// The line is another, and nothing else is.
  @ParameterizedTest
  @MethodSource("pythons")
  void theCompiledFileTellsOfOtherChanges(Pythons.Python python) throws IOException {
    try (RunningFixture running = start(python, "")) {
      write(module(), MODULE.replace("sys.stdin.readline()", "sys.stdin.read(1)"));
      Files.setLastModifiedTime(module(), FileTime.fromMillis(1_000_000_000_000L));
      String said = said(running);
      assertTrue(said.contains("note: " + module() + " changed since given."), said);
      assertTrue(said.contains("pyc was compiled from it; its lines may not be those"), said);
      assertFalse(said.contains("note: " + script()), said);
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void linesThatATracebackShowedAreKept(Pythons.Python python) throws IOException {
    String shown =
        """
        import linecache
        linecache.getlines(__file__)
        import sys
        """;
    try (RunningFixture running = start(python, shown)) {
      write(script(), shown + SCRIPT.replace("given.work()", "return given.work()"));
      String said = said(running);
      String other = "has other lines by now than these, which the program keeps";
      assertTrue(said.contains(note(script(), other)), said);
      assertTrue(said.contains(">9        given.work()"), said);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.pmdb.fixture.Pythons#eachMinor")
  void ofManyLinesNotAllAreRead(Pythons.Python python) throws IOException {
    String shown = "import linecache\nlinecache.getlines(__file__)\n" + "\n".repeat(100_000);
    try (RunningFixture running = start(python, shown)) {
      String said = stackOf(running);
      assertFalse(said.contains("note:"), said);
      assertTrue(said.contains("line 100008, in main\n    given.work()\n"), said);
    }
  }

  @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
  @ParameterizedTest
  @MethodSource("io.github.pmdb.fixture.Pythons#eachMinor")
  void aPipeIsNoCompiledFile(Pythons.Python python) throws IOException {
    try (RunningFixture running = start(python, "")) {
      for (Path compiled : compiled()) {
        Files.delete(compiled);
        Finished.run(List.of("mkfifo", compiled.toString())).check();
      }
      String said = stackOf(running);
      assertFalse(said.contains("note:"), said);
    }
  }

  private List<Path> compiled() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".pyc")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.pmdb.fixture.Pythons#eachMinor")
  void noFileHasLinesBelowZero(Pythons.Python python) throws IOException {
    String early =
        """
        import ast
        tree = ast.parse('def early():\\n    given.work()\\nearly()')
        for node in ast.walk(tree):
            node.lineno = node.end_lineno = getattr(node, 'lineno', 0) - 1000
        exec(compile(tree, __file__, 'exec'))
        """;
    try (RunningFixture running = startScript(python, SCRIPT.replace("\nmain()\n", early))) {
      String said = stackOf(running);
      String none = "does not fit the code: early does not begin at line -999";
      assertTrue(said.contains(note(script(), none)), said);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.pmdb.fixture.Pythons#eachMinor")
  void codeThatIsItsOwnConstantEnds(Pythons.Python python) throws IOException {
    String circle =
        """

        import ctypes
        code = main.__code__
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(code))
        ctypes.c_void_p.from_address(id(code.co_consts) + tuple.__basicsize__).value = id(code)
        main()
        """;
    try (RunningFixture running = startScript(python, SCRIPT.replace("\nmain()\n", circle))) {
      String said = stackOf(running);
      assertFalse(said.contains("note:"), said);
      assertTrue(said.contains("line 6, in main\n    given.work()\n"), said);
    }
  }

  /// It begins far behind its lines: the table goes back before there is anything to run.
  @ParameterizedTest
  @MethodSource("io.github.pmdb.fixture.Pythons#eachMinor")
  void onlyLinesThatRunAreCounted(Pythons.Python python) throws IOException {
    String back =
        """

        code = main.__code__
        name = 'co_linetable' if hasattr(code, 'co_linetable') else 'co_lnotab'
        table = getattr(code, name)
        table = b'\\xe8\\x49\\x03' + table[2:] if hasattr(code, 'co_qualname') else b'\\0\\x9c' + table
        exec(code.replace(**{'co_firstlineno': 105, name: table}))
        """;
    try (RunningFixture running = startScript(python, SCRIPT.replace("\nmain()\n", back))) {
      String said = stackOf(running);
      String behind = "does not fit the code: main does not begin at line 105";
      assertTrue(said.contains(note(script(), behind)), said);
    }
  }

  /// A process tells when it started; of a core that is known where `logging` was imported.
  @ParameterizedTest
  @MethodSource("pythons")
  void loggingTellsSinceWhenTheProgramRan(Pythons.Python python) throws IOException {
    try (RunningFixture running = start(python, "import logging\n")) {
      Instant now = Instant.now();
      Files.setLastModifiedTime(script(), FileTime.from(now.plusSeconds(60)));
      PlainGdb gdb = PlainGdb.in(directory);
      String pid = Long.toString(running.pid());
      String live = inTree(pid, PlainGdb.asPmdb(List.of("attach", pid), COMMANDS));
      assertTrue(live.contains(note(script(), "changed after the process started")), live);
      assertEquals(live, inTree(pid, gdb.run(List.of("-p", pid), COMMANDS)));
      Path core = CoreMaker.gcore(running.pid(), directory);
      Files.setLastModifiedTime(core, FileTime.from(now.plusSeconds(120)));
      String dead = PlainGdb.asPmdb(List.of("core", core.toString()), COMMANDS);
      assertTrue(dead.contains(note(script(), "changed while the program ran")), dead);
      assertEquals(dead, gdb.run(List.of("-c", core.toString()), COMMANDS));
    }
  }
}
