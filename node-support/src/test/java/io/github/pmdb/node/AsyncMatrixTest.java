package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.frame.AsyncWaits;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Async functions that wait for each other, on every build: the chains must be those that
/// `Error.stack` has when they go on.
@Timeout(120)
class AsyncMatrixTest {
  /// Where the innermost function of each chain waits.
  private static final String WAITS = "inner 31:3";

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  /// One line for each stack.
  private static List<String> truth(Node node) {
    JsonNode stacks =
        JsonMapper.builder().build().readTree(Finished.run(node.command("async", "tell")).output());
    return stacks
        .valueStream()
        .map(stack ->
            stack
                .valueStream()
                .filter(f -> f.get("async").asBoolean())
                .map(f ->
                    f.get("index").isNull()
                        ? "%s %d:%d"
                            .formatted(
                                f.get("function").asString(),
                                f.get("line").asInt(),
                                f.get("column").asInt())
                        : "%s (index %d)"
                            .formatted(f.get("function").asString(), f.get("index").asInt()))
                .toList())
        .map(frames -> String.join(", ", frames))
        .toList();
  }

  private static String line(List<JsFrame> frames) {
    return String.join(
        ", ",
        frames.stream()
            .map(f ->
                f.place().line() == 0
                    ? "%s (%s)".formatted(f.name(), f.place().script())
                    : "%s %d:%d".formatted(f.name(), f.place().line(), f.place().column()))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whoWaitsForWhomIsFound(Node node) throws IOException {
    Path core = CoreMaker.kernelCore(directory, node.command("async", "abort"));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector inspector = HeapReading.inspector(snapshot);
      Isolate main = inspector.heap().isolates().getFirst();
      AsyncWaits waits = inspector.stacks().waiting(main, 100, AsyncMatrixTest::goOn);
      assertEquals(List.of(), waits.problems());
      TreeSet<String> expected = new TreeSet<>();
      truth(node).forEach(stack -> expected.add(WAITS + ", " + stack));
      TreeSet<String> chains = new TreeSet<>();
      waits.chains().forEach(c -> chains.add(line(c.frames())));
      assertEquals(expected, chains);
      assertEquals(6, waits.chains().size());
      waits
          .chains()
          .forEach(c ->
              assertEquals(
                  "Promise", inspector.stacks().describe(c.promise(), Limits.DEFAULT).type()));
    } finally {
      Files.delete(core);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aStackHasThoseThatWaitForIt(Node node) throws IOException {
    Path core = CoreMaker.kernelCore(directory, node.command("async", "resume"));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector inspector = HeapReading.inspector(snapshot);
      Isolate main = inspector.heap().isolates().getFirst();
      List<JsFrame> frames =
          inspector.stacks().walk(main, Limits.DEFAULT.frames()).frames().stream()
              .filter(f -> f.tier() == Tier.ASYNC)
              .toList();
      assertEquals(truth(node).getFirst(), line(frames));
      assertEquals(
          "async middle",
          inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().stream()
              .map(f -> f.function())
              .filter(f -> f.startsWith("async "))
              .findFirst()
              .orElseThrow());
    } finally {
      Files.delete(core);
    }
  }

  /// Nobody cancels a test.
  private static void goOn() {}
}
