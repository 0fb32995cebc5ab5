package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands on references between objects, typed into the program, on a core.
@Timeout(120)
class NodeGraphMainTest {
  @TempDir static Path directory;
  private static Path core = Path.of("");

  @BeforeAll
  static void crash() {
    Path truth = directory.resolve("truth");
    core = CoreMaker.kernelCore(directory, Nodes.any().command("graph", truth.toString(), "abort"));
  }

  @AfterAll
  static void delete() throws IOException {
    Files.deleteIfExists(core);
  }

  /// What the program writes, with its errors behind.
  private static String answer(String line) {
    return typed(line, "--no-gdb", "core", core.toString());
  }

  private static String run(String... arguments) {
    return typed("", arguments);
  }

  private static String typed(String line, String... arguments) {
    return Run.printed(line + "\n", arguments);
  }

  private static void says(String line, String regex) {
    String answer = answer(line);
    assertTrue(Pattern.compile(regex).matcher(answer).find(), regex + " in:\n" + answer);
  }

  private static String address(String name) {
    String answer = answer("findjsinstances " + name + " --limit 1");
    Matcher matcher = Pattern.compile("(0x[0-9a-f]+): " + name).matcher(answer);
    assertTrue(matcher.find(), answer);
    return matcher.group(1);
  }

  @Test
  void referrersAreListed() {
    says("findrefs " + address("Mayor"), "0x[0-9a-f]+: Town  \\.mayor\n1 of 1 references to 0x");
    says("findrefs " + address("Town") + ".mayor", ": Town  \\.mayor\n1 of 1 references to 0x");
    says("v8 findrefs " + address("Guest"), ": WeakRef  \\{target\\}  weak\n");
    says("findrefs --json " + address("Baker"), "\"storeAddress\":\"0x");
    says("findrefs --limit 0 " + address("Baker"), "0 of 1 references");
    says("findrefs 0x10", "no object of V8 is at 0x10");
    says("findrefs Mayor", "does not begin with an address");
  }

  @Test
  void theWayFromARootIsTold() {
    says(
        "retainers " + address("Baker"),
        """
        global object of isolate 0 at 0x[0-9a-f]+
          0x[0-9a-f]+: globalThis
          0x[0-9a-f]+: \\.town  Town
          0x[0-9a-f]+: \\.trades  Array
          0x[0-9a-f]+: \\[1\\]  Baker
        """);
    says("v8 retainers " + address("Lost"), "unreachable: no root leads to 0x");
  }

  @Test
  void retainedSizesAreSummed() {
    says("dominators --top 500", " +10\\d{4} +3200 +100  Box\n");
    says("dominators --top 500", "objects of .* are reachable; \\d{4} of .* are not\n");
    says(
        "v8 dominators --top 2 --json", "\"unreachable\":\\d+,\"unreachableBytes\":\\d+,\"rows\":");
  }

  @Test
  void theHeapIsWritten() {
    Path file = directory.resolve("ours.heapsnapshot");
    says(
        "heapsnapshot " + file,
        "\\d+ nodes, \\d+ edges, \\d.*\n\\d{4} objects to which no root leads");
    says("v8 heapsnapshot " + file, "ours.heapsnapshot exists");
  }

  /// It is copied, and runs on while the copy is worked on.
  @Test
  void aProcessIsCopied() {
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(Nodes.any().command("graph", directory.resolve("live").toString()));
    try (RunningFixture program = Fixture.start(command)) {
      long pid = program.childPid();
      Path file = directory.resolve("copied.heapsnapshot");
      String answer =
          typed(
              "dominators --top 500\nheapsnapshot " + file,
              "--no-gdb",
              "attach",
              Long.toString(pid));
      assertTrue(Pattern.compile(" +10\\d{4} +3200 +100  Box\n").matcher(answer).find(), answer);
      assertTrue(
          Pattern.compile(
                  "(?s)are not\n.*the process stood still for .*nodes.*the process stood still for")
              .matcher(answer)
              .find(),
          answer);
      assertFalse(answer.contains("several moments"), answer);
      String counted = typed("findjsobjects Box", "--no-gdb", "attach", Long.toString(pid));
      assertTrue(Pattern.compile(" 100 +3200 +Box\n").matcher(counted).find(), counted);
      String grown = run("heapdiff", Long.toString(pid), Long.toString(pid), "--seconds", "1");
      assertTrue(grown.contains(" in all\n"), grown);
      assertEquals(2, grown.split("process %d stood still".formatted(pid), -1).length - 1, grown);
      String since = typed("heapdiff " + core, "--no-gdb", "attach", Long.toString(pid));
      assertTrue(since.contains("note: the process stood still for "), since);
      assertFalse(since.contains("several moments"), since);
      assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void whatGrewIsTold() {
    Path before = directory.resolve("truth.heapsnapshot");
    says("heapdiff " + before, "Before +After +More +More bytes +Name\n(?s).*instances, .*in all");
    says("heapdiff " + core, "\\+0 instances, \\+0 bytes in all\n");
    says("v8 heapdiff --json " + before, "\"moreInstances\":-?\\d+,\"moreBytes\":");
    says("heapdiff -d " + before, "a .heapsnapshot has no shapes");
    says("heapdiff /nowhere", "/nowhere can not be read");
    String live = run("heapdiff", core.toString(), core.toString(), "--live", "--sort", "count");
    assertTrue(live.contains("+0 instances, +0 bytes in all\n"), live);
    String heap = run("heap", core.toString(), "--sort", "outside", "--min", "2", "--owned");
    assertTrue(heap.startsWith(" Instances  Total Size       Outside  Name\n"), heap);
    String alone = run("heapdiff", core.toString(), core.toString());
    assertTrue(alone.endsWith("+0 instances, +0 bytes in all\n"), alone);
  }

  /// Two cores of one process, and what V8 itself wrote before the first.
  @Test
  void whatGrewBetweenTwoCoresIsTold() throws IOException {
    Path snapshot = directory.resolve("before.heapsnapshot");
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    List<String> command = new ArrayList<>(Nodes.any().command("grow", snapshot.toString()));
    command.add(1, "--expose-gc");
    try (RunningFixture program = Fixture.start(command)) {
      first = CoreMaker.gcore(program.pid(), first);
      program.ask("grow");
      second = CoreMaker.gcore(program.pid(), second);
    }
    for (Path before : List.of(first, snapshot)) {
      String answer = run("heapdiff", before.toString(), second.toString());
      assertTrue(Pattern.compile(" 100 +600 +\\+500 .*Session").matcher(answer).find(), answer);
      assertTrue(Pattern.compile(" 200 +400 +\\+200 .*Order").matcher(answer).find(), answer);
      assertTrue(Pattern.compile(" 0 +10 +\\+10 .*Late").matcher(answer).find(), answer);
    }
    String shapes = run("heapdiff", "-d", first.toString(), second.toString());
    assertTrue(Pattern.compile(" \\+500 .*Session: \\w+").matcher(shapes).find(), shapes);
    String back = run("heapdiff", second.toString(), first.toString(), "--top", "1000");
    assertTrue(Pattern.compile(" 10 +50 +\\+40 .*Ticket").matcher(back).find(), back);
    Files.delete(first);
    Files.delete(second);
  }
}
