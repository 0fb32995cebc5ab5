package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What conditions hold for, and what is said where nothing could be compared.
@Timeout(120)
class ConditionTest {
  /// Constructor, condition, how many there are.
  private static final Object[][] COUNTS = {
    {"Box", "map.size > 5", 2},
    {"Box", "buffer.length == 300", 1},
    {"Box", "buffer.byteLength >= 300", 5},
    {"Box", "floats.length == 3 && floats.byteLength == 24", 1},
    {"Box", "s.length == 5", 8},
    {"Box", "big == 5", 1},
    {"Box", "big == 5n", 1},
    {"Box", "big === 5n", 1},
    {"Box", "big === 5", 0},
    {"Box", "big != 5", 7},
    {"Box", "big > 4.5", 3},
    {"Box", "n > 5n", 2},
    {"Box", "big < Infinity", 8},
    {"Box", "large > 9007199254740992", 7},
    {"Box", "large == 9007199254740993n", 1},
    {"Box", "n == 0x5", 1},
    {"Box", "when > 5000000000", 2},
    {"Box", "when == 5e9", 1},
    {"Box", "s ~ /^Box\\/5/", 1},
    {"Box", "s ~ /[/][56]$/ && n > 5", 1},
    {"Box", "s ~ \"^Box/5\"", 1},
    {"Box", "s ~ x/5", 1},
    {"Box", "maybe ~ /dd/", 4},
    {"Box", "maybe == null", 4},
    {"Box", "given == null", 4},
    {"Box", "given == undefined", 4},
    {"Box", "given === null", 2},
    {"Box", "given === undefined", 2},
    {"Box", "given != null", 4},
    {"Box", "given !== null", 6},
    {"Box", "given === 0", 1},
    {"Box", "given == \"\"", 1},
    {"Box", "given == false", 1},
    {"Box", "given <= null", 0},
    {"Box", "given >= undefined", 0},
    {"Box", "sometimes == null", 6},
    {"Box", "sometimes === undefined", 6},
    {"Box", "sometimes === null", 0},
    {"Box", "sometimes != 6", 7},
    {"Box", "sometimes < 7", 1},
    {"Box", "inner.deep == null", 0},
    {"Box", "inner.nosuch == null", 3},
    {"Box", "nosuch == null", 8},
    {"Loud", "n == 3", 0},
    {"Outcome", "state == \"rejected\"", 1},
    {"Outcome", "state != \"pending\"", 2},
    {"Outcome", "result == 5", 1},
    {"Outcome", "result.message == \"no\"", 1},
    {"Function", "name == \"Gamma\"", 1},
    {"Function", "name == \"Loud\"", 1},
    {"Function", "name == \"twice\"", 0},
    {"Function", "name == \"get twice\"", 1},
  };

  /// Constructor, condition, what is said.
  private static final String[][] HINTS = {
    {"Box", "nosuch > 4", "none of 8 objects has 'nosuch'"},
    {"Box", "map.nosuch", "none of 8 objects has 'map.nosuch'"},
    {"Box", "twice > 4", "of 8 objects 'twice' could not be told: an accessor is there"},
    {"Loud", "size > 6", "of 1 objects 'size' could not be told: an accessor is there"},
    {"Box", "s > 4", "of 8 objects 's' could not be compared with 4: it is a string there"},
    {"Box", "map > 4", "of 8 objects 'map' could not be compared with 4: it is an object there"},
    {"Box", "n ~ /5/", "of 8 objects 'n' could not be compared with /5/: it is a number there"},
    {"Box", "n == \"5\"", "of 8 objects 'n' could not be compared with \"5\": it is a number there"}
  };

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void valuesAreComparedAsJavaScriptDoes(Node node) {
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("where"));
    try (RunningFixture fixture = RunningFixture.start(command)) {
      fixture.awaitReady();
      long pid = fixture.childPid();
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        compare(HeapReading.inspector(stopped.snapshot()));
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static void compare(NodeInspector inspector) {
    for (Object[] row : COUNTS) {
      Condition condition = Condition.parse((String) row[1]);
      assertEquals(row[2], count(inspector, (String) row[0], condition), (String) row[1]);
    }
    for (String[] row : HINTS) {
      Condition condition = Condition.parse(row[1]);
      assertEquals(0, count(inspector, row[0], condition), row[1]);
      assertTrue(condition.problems().getFirst().what().startsWith(row[2]), row[1]);
    }
  }

  private static int count(NodeInspector inspector, String name, Condition condition) {
    Describer describer = inspector.describer();
    long[] all =
        new Instances(inspector.heap(), describer.constructors())
            .named(name::equals, OptionalInt.empty(), () -> {})
            .addresses();
    return (int)
        Arrays.stream(all)
            .filter(address -> condition.on(describer).test(Tagged.reference(address)))
            .count();
  }

  @Test
  void aWordWithoutQuotesIsNoString() {
    UserError error = assertThrows(UserError.class, () -> Condition.parse("state == open"));
    assertEquals("'open' is no value", error.getMessage());
    assertThrows(UserError.class, () -> Condition.parse("s ~ /open"));
    assertThrows(UserError.class, () -> Condition.parse("s ~ /a(/"));
    assertThrows(UserError.class, () -> Condition.parse("n > 5x"));
  }
}
