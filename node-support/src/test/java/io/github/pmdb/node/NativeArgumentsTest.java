package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What functions of V8 that are written in C++ were called with, on every build of Node.js.
@Timeout(120)
class NativeArgumentsTest {
  private static final Map<String, List<String>> CALLS =
      Map.of(
          "Date", List.of("<hole>", "{valueOf: <function valueOf>}"),
          "stringify", List.of("{}", "{toJSON: <function toJSON>}", "null", "2"),
          "parse", List.of("{}", "\"[7]\"", "<function reviver>"));

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void areThoseThatTheProgramGave(Node node) throws IOException {
    Path core = CoreMaker.kernelCore(directory, node.command("natives"));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector inspector = HeapReading.inspector(snapshot);
      JsStacks stacks = inspector.stacks();
      Map<String, List<String>> calls = new LinkedHashMap<>();
      Isolate first = inspector.heap().isolates().getFirst();
      for (JsFrame frame : stacks.walk(first, Limits.DEFAULT.frames()).frames()) {
        if (CALLS.containsKey(frame.name())) {
          calls.put(frame.name(), StackMatrixTest.called(stacks, frame, Limits.DEFAULT));
        }
      }
      assertEquals(CALLS, calls);
    } finally {
      Files.delete(core);
    }
  }
}
