package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Variables of scopes of all kinds, with their names, on every build of Node.js.
@Timeout(120)
class ContextVariablesTest {
  private static final String CLOSURE = "[[closure]].";

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void haveTheNamesThatTheProgramGaveThem(Node node) throws IOException {
    Path truth = directory.resolve("truth");
    Path core = CoreMaker.kernelCore(directory, node.command("scopes", truth.toString()));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      Map<String, Map<String, String>> expected =
          JsonMapper.builder().build().readValue(Files.readString(truth), new TypeReference<>() {});
      assertEquals(new TreeMap<>(expected), read(HeapReading.inspector(snapshot)));
    } finally {
      Files.delete(core);
    }
  }

  private static Map<String, Map<String, String>> read(NodeInspector node) {
    Properties properties = new Properties(node.describer().reader());
    long scopes =
        new Instances(node.heap(), node.describer().constructors())
            .named("Scopes"::equals, OptionalInt.of(0), () -> {})
            .addresses()[0];
    Map<String, Map<String, String>> read = new TreeMap<>();
    properties
        .own(Tagged.reference(scopes))
        .forEach(function -> read.put(text(node, function.key()), closure(node, function.value())));
    return read;
  }

  /// As `inspect` lists them.
  private static Map<String, String> closure(NodeInspector node, long function) {
    Map<String, String> variables = new TreeMap<>();
    new Inspecting(node.describer(), Limits.DEFAULT)
        .of(function).internal().stream()
            .filter(row -> row.name().startsWith(CLOSURE))
            .forEach(row ->
                variables.put(
                    row.name().substring(CLOSURE.length()), row.text().replace("\"", "")));
    return variables;
  }

  private static String text(NodeInspector node, long string) {
    return node.describer().describe(string, Limits.DEFAULT).text().replace("\"", "");
  }
}
