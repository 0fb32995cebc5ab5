package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What functions were called with that a compiler has put into others, on every build of Node.js:
/// `fixtures/node/inlined.js` says what it was.
@Timeout(180)
class InlinedArgumentsTest {
  private static final String NEVER_MADE = "<optimized out: the object was never allocated>";

  @TempDir Path directory;

  static Stream<Arguments> compilers() {
    return Nodes.all().stream()
        .flatMap(node ->
            Stream.of(StackTier.MAGLEV, StackTier.TURBOFAN)
                .filter(tier -> tier.isIn(node))
                .map(tier -> Arguments.of(node, tier)));
  }

  @ParameterizedTest
  @MethodSource("compilers")
  void argumentsAreThoseThatTheProgramGave(Node node, StackTier tier) throws IOException {
    Map<String, List<String>> calls = compare(node, tier);
    assertTrue(calls.size() >= (tier == StackTier.TURBOFAN ? 5 : 2), calls.toString());
    calls.values().forEach(texts -> assertTrue(!texts.contains(NEVER_MADE), texts.toString()));
  }

  /// TurboFan leaves the object out, Maglev makes it.
  @ParameterizedTest
  @MethodSource("compilers")
  void anObjectThatWasNeverAllocatedIsSaidToBeNone(Node node, StackTier tier) throws IOException {
    List<String> sum = compare(node, tier, "local").getOrDefault("sum", List.of());
    assertEquals(tier == StackTier.TURBOFAN, sum.contains(NEVER_MADE), sum.toString());
  }

  /// What inlined functions were called with, compared with the truth.
  private Map<String, List<String>> compare(Node node, StackTier tier, String... more)
      throws IOException {
    Path truth = directory.resolve("truth");
    List<String> words = new ArrayList<>(List.of(truth.toString(), tier.tier().title()));
    words.addAll(List.of(more));
    List<String> command = new ArrayList<>(node.command("inlined", words.toArray(String[]::new)));
    command.add(1, "--allow-natives-syntax");
    Path core = CoreMaker.kernelCore(directory, command);
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      return compare(snapshot, JsonMapper.builder().build().readTree(Files.readString(truth)));
    } finally {
      Files.delete(core);
    }
  }

  private static Map<String, List<String>> compare(Snapshot snapshot, JsonNode truth) {
    NodeInspector node = HeapReading.inspector(snapshot);
    JsStacks stacks = node.stacks();
    Isolate first = node.heap().isolates().getFirst();
    List<JsFrame> inlined =
        stacks.walk(first, Limits.DEFAULT.frames()).frames().stream()
            .filter(JsFrame::inlined)
            .toList();
    Map<String, List<String>> calls = new LinkedHashMap<>();
    for (JsFrame frame : inlined) {
      List<String> expected =
          truth.get(frame.name()).valueStream().map(JsonNode::asString).toList();
      List<String> texts = StackMatrixTest.called(stacks, frame, Limits.DEFAULT);
      calls.put(frame.name(), texts);
      assertTrue(texts.size() >= expected.size(), frame.name() + texts);
      for (int i = 0; i < expected.size(); i++) {
        if (!texts.get(i).equals(NEVER_MADE)) {
          assertEquals(expected.get(i), texts.get(i), frame.name() + texts);
        }
      }
    }
    return calls;
  }
}
