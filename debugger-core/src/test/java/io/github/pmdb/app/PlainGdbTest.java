package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The py-... commands and the frame filter in a gdb alone, against pmdb's own answers.
@Timeout(300)
class PlainGdbTest {
  static final List<String> COMMANDS =
      List.of(
          "py-bt",
          "py-bt --all",
          "py-bt 1",
          "py-bt -1",
          "py-bt-full",
          "py-threads",
          "py-list",
          "py-locals",
          "py-args",
          "py-globals",
          "py-globals --all",
          "py-locals --address",
          "py-print len",
          "py-exceptions",
          "py-tasks",
          "py-greenlets",
          "py-generators",
          "py-bt-full --all 1",
          "py-up",
          "py-list",
          "py-locals",
          "py-up",
          "py-locals",
          "py-list 1, 8",
          "py-down 2",
          "py-bt-full 1",
          "py-bt-full -1");

  /// In the frame of `hold`.
  private static final List<String> EXPRESSIONS =
      List.of(
          "py-print plain.name",
          "py-print --address --refcount plain",
          "py-print mapped[\"one\"]",
          "py-print paired[1][1][-1]",
          "py-print listed[0]",
          "py-print loop[1][1][0]",
          "py-print slots.right[0]",
          "py-print point.x",
          "py-print Plain.__init__",
          "py-print Plain.__init__.__module__",
          "py-print threading.currentThread",
          "py-print rest[0]",
          "py-print others[\"other\"]",
          "py-print unique",
          "py-print ordered[\"a\"]",
          "py-print mapped[2]",
          "py-print text.upper",
          "py-locals --refcount",
          "py-args --address --refcount");

  /// What is wrong, or leads nowhere.
  private static final List<String> REFUSED =
      List.of(
          "py-print plain.nope",
          "py-print Plain.__init__.__closure__",
          "py-print nothing_of_that_name",
          "py-print listed[7]",
          "py-print listed[\"a\"]",
          "py-print mapped[\"three\"]",
          "py-print mapped[",
          "py-print small[0]",
          "py-print nope.x",
          "py-print 1 + 1",
          "py-print mapped[\"\\xq\"]",
          "py-print --nope x",
          "py-print",
          "py-bt x",
          "py-bt 1 2",
          "py-list a",
          "py-list 100000",
          "py-up 1 2",
          "py-threads y",
          "py-tasks --most",
          "py-tasks --most 0",
          "py-greenlets --most 0",
          "py-greenlets x",
          "py-generators --most few",
          "py-generators one two",
          "py-bt-full --all=1",
          "py-globals \"");

  @TempDir Path directory;
  private PlainGdb gdb;

  @BeforeEach
  void bundle() {
    gdb = PlainGdb.in(directory);
  }

  private static List<Pythons.Python> pythons() {
    return Pythons.allWithOld();
  }

  private static List<Pythons.Python> special() {
    return Pythons.everySpecial();
  }

  private static List<Pythons.Python> eachMinor() {
    return Pythons.eachMinor();
  }

  private static List<Pythons.Python> withGroups() {
    return Pythons.eachMinor().stream().filter(python -> python.minor() >= 11).toList();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void coresAndProcessesAreToldAsPmdbTellsThem(Pythons.Python python) {
    compare(python);
  }

  @ParameterizedTest
  @MethodSource("special")
  void python2AndDebugAndFreeThreadedBuildsToo(Pythons.Python python) {
    compare(python);
  }

  private void compare(Pythons.Python python) {
    try (RunningFixture running =
        Fixture.startPython(python, python.major() == 2 ? "locals2" : "locals")) {
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> live = List.of("-p", Long.toString(running.pid()));
      List<String> commands = new ArrayList<>(COMMANDS);
      if (python.major() > 2) {
        commands.add("py-print --address self"); // of a method of the library, which 2.7 has in C
      }
      commands.add("py-up " + framesAboveHold(core));
      commands.addAll(EXPRESSIONS);
      String expected = PlainGdb.asPmdb(List.of("core", core), commands);
      assertTrue(expected.contains("Locals for hold\n"), expected);
      assertEquals(expected, gdb.run(List.of("-c", core), commands));
      assertEquals(expected, gdb.run(live, commands));

      List<String> refused = new ArrayList<>(List.of("py-up " + framesAboveHold(core)));
      refused.addAll(REFUSED);
      String told = words(PlainGdb.asPmdb(List.of("core", core), refused));
      assertTrue(
          told.contains("plain has no `nope`") || told.contains("Plain has no `nope`"), told);
      assertEquals(told, words(gdb.run(List.of("-c", core), refused)));
      List<String> bt = gdb.run(live, List.of("bt")).lines().toList();
      assertPythonFrameIsBelowItsEvalFrame(bt, "hold");
      if (python.major() == 2 || python.minor() > 7) {
        // The eval loop of Maven's 3.7.3 has its frame in a register, which the frames that it
        // calls save: the outermost one may not be told from those.
        assertPythonFrameIsBelowItsEvalFrame(bt, "<module>");
      }
    }
  }

  /// How many frames are inside that of `hold`.
  private static int framesAboveHold(String core) {
    List<String> frames =
        PlainGdb.asPmdb(List.of("core", core), List.of("py-bt"))
            .lines()
            .filter(l -> l.startsWith("  File"))
            .toList();
    return IntStream.range(0, frames.size())
        .filter(i -> frames.get(i).endsWith(", in hold"))
        .findFirst()
        .orElseThrow();
  }

  /// Errors without what pmdb and gdb put before each line of them.
  private static String words(String output) {
    return output
        .lines()
        .map(line -> line.replaceFirst("^(pmdb: | +)", ""))
        .collect(Collectors.joining("\n"));
  }

  private static void assertPythonFrameIsBelowItsEvalFrame(List<String> bt, String function) {
    String stack = String.join("\n", bt);
    int index = indexOf(bt, "    " + function + " () at ");
    assertTrue(index >= 0, stack);
    assertTrue(evalFrameAbove(bt, index), stack);
  }

  private static int indexOf(List<String> lines, String start) {
    return lines.indexOf(lines.stream().filter(l -> l.startsWith(start)).findFirst().orElse(""));
  }

  /// Whether the last line with a number before `index` is an eval frame.
  private static boolean evalFrameAbove(List<String> bt, int index) {
    List<String> above = bt.subList(0, index).stream().filter(l -> l.startsWith("#")).toList();
    return above.getLast().matches(".* (_PyEval_EvalFrameDefault|PyEval_EvalFrameEx) \\(.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "threads-many", "recursion", "generators"})
  void threadsExceptionsAndRecursionAreToldAlike(String program) {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), program)) {
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands =
          List.of(
              "py-bt --all",
              "py-bt --all-frames 9",
              "py-threads",
              "py-bt-full 3",
              "py-bt-full --all-frames 9",
              "py-exceptions");
      String expected = PlainGdb.asPmdb(List.of("core", core), commands);
      assertEquals(expected, gdb.run(List.of("-c", core), commands));
    }
  }

  /// What `exec` runs has the same file, but not its lines.
  @Test
  void codeOfTheCommandLineIsToldAlike() {
    String hold = "print('ready', flush=True); time.sleep(1000000)";
    String direct = "import time\ndef hold():\n  " + hold + "\nhold()";
    assertTrue(ofCommandLine(direct).contains("in hold\n    " + hold + "\n"));
    String executed = "exec(\"\"\"import time\n" + hold + "\"\"\")";
    assertFalse(ofCommandLine(executed).contains("time.sleep"), executed);
  }

  private String ofCommandLine(String code) {
    String python = Pythons.require(11).program().toString();
    try (RunningFixture running =
        RunningFixture.start(List.of(python, "-X", "utf8", "-Bc", code, "-m", "x"))) {
      running.awaitReady();
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      String expected = PlainGdb.asPmdb(List.of("core", core), List.of("py-bt"));
      assertEquals(expected, gdb.run(List.of("-c", core), List.of("py-bt")));
      return expected;
    }
  }

  @ParameterizedTest
  @MethodSource("withGroups")
  void groupsOfExceptionsAreToldAlike(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "exception-group")) {
      gdb.assertAlike(
          running, directory, List.of("py-exceptions"), "+---------------- 3 ----------------");
    }
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void sourcesAreFoundInArchivesInMemoryAndWhereTheUserSays(Pythons.Python python)
      throws Exception {
    Requirement.that(python.imports("zipfile"), "needs a Python with zipfile");
    Path moved = Files.createDirectory(directory.resolve("moved"));
    Path program = directory.resolve("kept-sources.py");
    Files.copy(Fixture.python("kept-sources"), program);
    String archive = directory.resolve("shop.pyz").toString();
    List<String> line = List.of(python.program().toString(), program.toString(), archive);
    try (RunningFixture running = Fixture.start(line)) {
      Files.move(program, moved.resolve("kept-sources.py"));
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands = List.of("py-bt", "py-up 2", "py-up 3", "py-list");
      String expected =
          PlainGdb.asPmdb(List.of("--source-path", moved.toString(), "core", core), commands);
      assertTrue(expected.contains("    then()  # in the archive\n"), expected);
      assertTrue(expected.contains("    then()  # in memory\n"), expected);
      assertTrue(expected.contains("    then()  # in <python-input-7>\n"), expected);
      assertTrue(expected.contains("File \"<unread>\", line 2, in generated\n"), expected);
      assertFalse(expected.contains("# in <unread>"), expected);
      assertTrue(expected.contains("    weigh(lambda: generated("), expected);
      List<String> there = new ArrayList<>(List.of("directory " + moved));
      there.addAll(commands);
      String plain = gdb.run(List.of("-c", core), there);
      assertEquals(expected, plain.substring(plain.indexOf("Traceback (most")));
    }
  }

  @Test
  void aCoreOfTheKernelIsRead() {
    Path core = CoreMaker.kernelCore(directory, Pythons.any().command("qsort-crash"));
    List<String> commands = List.of("py-bt", "py-up", "py-locals", "py-threads");
    String expected = PlainGdb.asPmdb(List.of("core", core.toString()), commands);
    assertTrue(expected.contains("in length_of"), expected);
    assertEquals(expected, gdb.run(List.of("-c", core.toString()), commands));
  }

  /// gdb reads zeros where neither the core nor a file has the bytes.
  @Test
  void aCoreWithoutItsFilesHasNoZerosForTexts() throws Exception {
    Path system =
        pythons().stream()
            .map(Pythons.Python::program)
            .filter(program -> program.startsWith("/usr/bin"))
            .findFirst()
            .orElse(Path.of("/usr/bin/python3"));
    Requirement.that(Files.isExecutable(system), "needs the system's own Python");
    Path copy = directory.resolve(system.toRealPath().getFileName());
    Files.write(copy, withAnotherBuildId(Files.readAllBytes(system.toRealPath())));
    assertTrue(copy.toFile().setExecutable(true));
    // A JVM lets its children dump the files they map; elsewhere they do not.
    String shell = "echo 0x33 >/proc/self/coredump_filter; exec \"$@\"";
    String program = Fixture.python("locals").toString();
    List<String> command = List.of("sh", "-c", shell, "sh", copy.toString(), program);
    String core = CoreMaker.kernelCore(directory, command, "QUIT").toString();
    Files.delete(copy);

    List<String> commands = List.of("py-bt", "py-locals", "py-print len", "py-threads");
    String expected = PlainGdb.asPmdb(List.of("core", core), commands);
    assertTrue(expected.contains("not in the core, and no file is known to be"), expected);
    assertEquals(expected, gdb.run(List.of("-c", core), commands));
  }

  /// So that pmdb does not find the original.
  private static byte[] withAnotherBuildId(byte[] program) {
    byte[] note = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};
    for (int at = 0; at + note.length < program.length; at++) {
      if (Arrays.equals(program, at, at + note.length, note, 0, note.length)) {
        program[at + note.length] ^= 1;
      }
    }
    return program;
  }

  @Test
  void theFrameFilterCanBeDisabled() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "locals")) {
      List<String> target = List.of("-p", Long.toString(running.pid()));
      String disable = "disable frame-filter global pmdb-python";
      String without = gdb.run(target, List.of(disable, "bt"));
      assertFalse(without.contains("hold ()"), without);
      assertTrue(without.contains("_PyEval_EvalFrameDefault"), without);
    }
  }

  @Test
  void pyUpMovesGdbsFrameAndFollowsIt() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "locals")) {
      List<String> commands =
          List.of(
              "py-up 2", "python print(gdb.selected_frame().name())", "frame 0", "py-bt-full 1");
      String output = gdb.run(List.of("-p", Long.toString(running.pid())), commands);
      assertTrue(output.contains("in hold ("), output);
      assertTrue(output.contains("\n_PyEval_EvalFrameDefault\n"), output);

      List<String> followed = List.of("py-up 2", "frame 0", "py-list");
      String list = gdb.run(List.of("-p", Long.toString(running.pid())), followed);
      assertTrue(list.contains(".acquire("), list);
    }
  }
}
