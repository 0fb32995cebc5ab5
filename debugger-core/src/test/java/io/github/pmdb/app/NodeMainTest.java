package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands for Node.js, typed into the program, on a core and on a process.
@Timeout(120)
class NodeMainTest {
  private static final int CRASHED = 10;

  /// The newest reserve much that a core has as zeros.
  private static final int OF_SMALL_CORES = 20;

  @TempDir static Path directory;
  private static Path core = Path.of("");

  @BeforeAll
  static void crash() {
    Path truth = directory.resolve("truth");
    core = CoreMaker.kernelCore(directory, Nodes.any().command("heap", truth.toString(), "abort"));
  }

  @AfterAll
  static void delete() throws IOException {
    Files.deleteIfExists(core);
  }

  private static Run onCore(String... lines) {
    return Run.pmdb(String.join("\n", lines) + "\n", "--no-gdb", "core", core.toString());
  }

  @Test
  void theVerdictNamesTheVersion() {
    Run run = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
    assertEquals(CRASHED, run.code(), run.err());
    run.says("Node.js " + Nodes.any().version() + " (V8 ").says("SIGABRT");
  }

  @Test
  void ofACutCoreItIsSaidWhatIsMissing() throws IOException {
    List<String> command =
        Nodes.require(OF_SMALL_CORES).command("heap", directory.resolve("cut").toString(), "abort");
    Path cut = CoreMaker.kernelCore(directory, command);
    try (FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 10 * 9);
      Run run =
          Run.pmdb("v8 bt\nfindjsobjects Session\neventloop\n", "--no-gdb", "core", cut.toString());
      run.says("    (what runs is not known)\nnote: the stack of thread ")
          .says(" can not be followed: cannot read 8 bytes at 0x", "the core is cut there");
      assertFalse(run.out().contains("no JavaScript runs"), run.out());
      String note = " are there; what the rest held is not shown or counted\n";
      // In the verdict and of each command.
      assertEquals(5, run.out().split(Pattern.quote(note), -1).length, run.out());
      run.says("`ulimit -c`");
      // Before the program's own data, which its file has at first, too.
      file.truncate(file.size() / 2);
      Run.pmdb("v8 bt\n", "--no-gdb", "core", cut.toString())
          .says("inside     V8 11.3")
          .says("note: no page of a heap of V8 was found\n", note);
      file.truncate(3000);
      Run nothing = Run.pmdb("", "--no-gdb", "core", cut.toString());
      assertTrue(nothing.err().contains("is cut inside its headers"), nothing.err());
      assertTrue(nothing.err().contains("ulimit -c"), nothing.err());
    } finally {
      Files.delete(cut);
    }
  }

  @Test
  void objectsAreCountedByConstructorAndShape() {
    onCore("findjsobjects Session").says("      3302      158496  Session\n");
    onCore("v8 findjsobjects /^(Rush)?Order$/ --sort name")
        .says("      1320       63360  Order\n")
        .says("  RushOrder\n");
    onCore("findjsobjects -d Session").says("Session: id, user, open  0x");
    onCore("findjsobjects --property total --isolate 1").says("       120  ");
    onCore("findjsobjects --internal --top 1 /string/").says("(string)");
    onCore("findjsobjects --owned Stack")
        .says(" Instances  Total Size       Outside  Name\n")
        .says(" and 0 bytes outside");
    assertFalse(onCore("findjsobjects --min 3000").out().contains("Order"));
    assertTrue(onCore("findjsobjects --isolate 7").err().contains("there is no isolate 7"));
    assertTrue(onCore("findjsobjects --sort age").err().contains("count, size, outside or name"));
  }

  @Test
  void instancesAreListedFilteredAndPaged() {
    onCore("findjsinstances Session --where 'id < 4 && open == true' --isolate 0")
        .says("Session {id: 0, user: \"user-0\", open: true}")
        .says("Session {id: 2, user: \"user-2\", open: true}")
        .says("1 to 2 of 2 of Session");
    onCore("v8 findjsinstances Empty --skip 1350 --limit 2")
        .says("1351 to 1352 of 1353 of Empty\n--skip 1352 lists the next");
    String map = onCore("inspect " + address("Gallery")).find("map (0x[0-9a-f]+)");
    onCore("findjsinstances " + map).says("1 to 1 of 1 of " + map);
    onCore("findjsinstances Nothing").says("0 of Nothing");
    onCore("findjsinstances session").says("0 of session\n").says("did you mean Session?");
    onCore("findjsinstances Session --where 'nosuch > 4'")
        .says("0 of Session\nnote: none of 3302 objects has 'nosuch'\n");
    assertTrue(onCore("findjsinstances A --where 'a == '").err().contains("a value is missing"));
  }

  private static String address(String name) {
    return onCore("findjsinstances " + name + " --limit 1 --isolate 0")
        .find("(0x[0-9a-f]+): " + name);
  }

  @Test
  void objectsAreInspected() {
    String gallery = address("Gallery");
    onCore("inspect " + gallery)
        .says("Gallery  ")
        .says("    [[prototype]]: {}")
        .says("    big: 9007199254740992")
        .says("    text: \"plain \\\\\"text\\\\\"\\\\n\"".replace("\\\\", "\\"));
    onCore("jsprint " + gallery + ".object.b[\"c\"]").says(": \"d\"\n");
    onCore("v8 i " + gallery + ".circle.self.name").says(": \"c\"\n");
    onCore("v8 print " + gallery + ".doubles[1]").says("2.5\n");
    onCore("v8 i " + gallery + ".map")
        .says("    \"a\": 1\n", "    {label: \"held\"}  0x", ": \"h\"");
    onCore("v8 i " + gallery + ".set").says("  elements\n    \"x\"  0x", "\n    2\n");
    onCore("v8 inspect --limit 1 " + gallery + ".array").says("3 more, --limit N shows more");
    assertTrue(onCore("inspect " + gallery + ".nope").err().contains("there is no 'nope'"));
    assertTrue(onCore("inspect nosuch").err().contains("'nosuch' does not begin with an address"));
    assertTrue(onCore("jsprint nosuch").err().contains("as `findjsinstances` prints them: 0x3f2a"));
    assertTrue(onCore("inspect 0x10").err().contains("no object of V8 is at 0x10"));
    assertTrue(onCore("inspect " + gallery + ".accessor.only").err().contains("is an accessor"));
  }

  @Test
  void theBuildAndItsArgumentsAreTold() {
    onCore("nodeinfo")
        .says("version    v" + Nodes.any().version())
        .says("execArgv   --max-old-space-size=64")
        .says("isolate 1  thread ");
    onCore("v8 nodeinfo --json").says("\"command\":\"nodeinfo\"").says("\"heap\":\"0x");
  }

  @Test
  void theFlagsOfV8AreTold() {
    onCore("v8 settings")
        .says("--max-old-space-size=64  (0 if not set)\n    max size of the old space")
        .find("(\\d+ of \\d+ flags)");
    onCore("v8settings stack-trace-limit").says("--stack-trace-limit=10\n").says("1 of ");
    onCore("v8settings --json /^expose-gc$/").says("\"value\":\"false\"");
    assertFalse(onCore("v8settings").out().contains("--stack-trace-limit"));
  }

  @Test
  void theEventLoopIsTold() {
    onCore("eventloop")
        .says("isolate 0, thread ")
        .says("  runs a callback of an immediate, in ")
        .says("kept going by ")
        .says("isolate 1, thread ");
    onCore("v8 getactivehandles --isolate 0")
        .says("isolate 0: ")
        .says("    MessagePort 0x")
        .says("  * Interval 0x")
        .says(", each 12 d 10 h, due in 12 d 10 h");
    onCore("v8 getactiverequests").says("isolate 0: 0 requests\nisolate 1: 0 requests\n");
    onCore("getactivehandles --json").says("\"ownerObject\":\"0x");
    onCore("nodeinfo").says("  uptime ").says(" at the loop's last turn");
  }

  @Test
  void theHeapIsCountedInOneShot() throws IOException {
    Run run = Run.pmdb("", "heap", core.toString(), "--top", "1");
    assertEquals(0, run.code(), run.err());
    run.says("rows (").says("in 2 isolates");
    for (String option : List.of("-d", "--shapes")) {
      Run.pmdb("", "heap", option, core.toString()).says("  Session: id, ");
    }
    Run json = Run.pmdb("", "--json", "heap", core.toString());
    json.says("{\"schema\":1,\"command\":\"findjsobjects\",\"result\":{");
    Path truth = directory.resolve("live");
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(Nodes.any().command("heap", truth.toString()));
    try (RunningFixture _ = Fixture.start(command)) {
      String pid =
          Pattern.compile("\"pid\":(\\d+)")
              .matcher(Files.readString(truth))
              .results()
              .findFirst()
              .orElseThrow()
              .group(1);
      try {
        Run live = Run.pmdb("", "heap", pid);
        live.says("      3302      158496  Session\n");
        live.says("note: the process stood still for ");
        Run told = Run.pmdb("", "--json", "heap", pid);
        assertTrue(told.err().contains("the process stood still for "), told.err());
      } finally {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void withoutNodeItIsSaid() {
    Run run = Run.pmdb("findjsobjects\n", "--no-gdb", Long.toString(ProcessHandle.current().pid()));
    assertTrue(run.err().contains("no Node.js is in the target"), run.err());
  }

  @Test
  void aV8ThatTellsNothingOfItsHeapIsNamed() {
    String program = Fixture.compile("other-engine", "-rdynamic").toString();
    try (RunningFixture running = Fixture.start(List.of(program))) {
      Run run = Run.pmdb("jsstack\n", "--no-gdb", Long.toString(running.pid()));
      String what = "V8 14.4.258.23 (other-engine)";
      assertTrue(run.err().contains(what + " is in the target and can not be read"), run.err());
      assertTrue(run.err().contains(program + " has no v8dbg_ symbols"), run.err());
      assertTrue(run.out().contains(what), run.out());
    }
  }

  @Test
  void ofAProgramThatIsGoneNobodyKnowsWhetherItIsNode() throws IOException {
    Path app = Files.copy(Nodes.any().program(), directory.resolve("app"));
    Node renamed = new Node(app, Nodes.any().version());
    String truth = directory.resolve("other-truth").toString();
    Path gone = CoreMaker.kernelCore(directory, renamed.command("heap", truth, "abort"));
    Files.delete(app);
    try {
      Run run = Run.pmdb("findjsobjects\n", "--no-gdb", "core", gone.toString());
      assertTrue(run.err().contains("can not be told: " + app + " is not here"), run.err());
      assertTrue(run.err().contains("pmdb core FILE PROGRAM"), run.err());
      String program = Nodes.any().program().toString();
      Run.pmdb("findjsobjects Session\n", "--no-gdb", "core", gone.toString(), program)
          .says("Session");
    } finally {
      Files.delete(gone);
    }
  }
}
