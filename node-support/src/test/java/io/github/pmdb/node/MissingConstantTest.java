package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.expression.Walk;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A build of Node.js that does not tell where functions have their prototype: it is told as not
/// known then, and not as an accessor.
@Timeout(120)
class MissingConstantTest {
  private static final String NAME = "prototype_or_initial_map";

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void isToldAsNotKnown(Node node) throws IOException {
    Path copy = directory.resolve("node");
    Files.copy(node.program(), copy);
    rename(node.program(), copy);
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(new Node(copy, node.version()).command("where"));
    try (RunningFixture fixture = RunningFixture.start(command)) {
      fixture.awaitReady();
      long pid = fixture.childPid();
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        isNotKnown(HeapReading.inspector(stopped.snapshot()));
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    } finally {
      Files.delete(copy);
    }
  }

  private static void isNotKnown(NodeInspector node) {
    String why = "JSFunction.prototype_or_initial_map is not known of ";
    long box =
        Tagged.reference(
            new Instances(node.heap(), node.describer().constructors())
                .named("Box"::equals, OptionalInt.empty(), () -> {})
                .addresses()[0]);
    Walk walk = new Walk(node.describer());
    long constructor = walk.follow(box, path(".constructor")).value();
    String row =
        new Inspecting(node.describer(), Limits.DEFAULT)
            .of(constructor).properties().stream()
                .filter(r -> r.name().equals("prototype"))
                .map(Row::text)
                .findFirst()
                .orElseThrow();
    assertEquals("<" + why, row.substring(0, why.length() + 1));
    UserError error =
        assertThrows(UserError.class, () -> walk.follow(constructor, path(".prototype")));
    String told = "'prototype' is not known: " + why;
    assertEquals(told, String.valueOf(error.getMessage()).substring(0, told.length()));
    Condition condition = Condition.parse("constructor.prototype == null");
    LongPredicate test = condition.on(node.describer());
    assertEquals(false, test.test(box));
    String problem = condition.problems().getFirst().what();
    String hint = "of 1 objects it could not be told: " + told;
    assertEquals(hint, problem.substring(0, hint.length()));
  }

  private static io.github.pmdb.node.expression.Path path(String text) {
    return io.github.pmdb.node.expression.Path.parse(text);
  }

  /// The names of symbols are strings of the file that nothing else uses.
  private static void rename(Path program, Path copy) throws IOException {
    byte[] name = NAME.getBytes(StandardCharsets.US_ASCII);
    try (FileChannel file = FileChannel.open(program, StandardOpenOption.READ);
        FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      // Of the program: a file that was mapped and written by one descriptor could not be run.
      MappedByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
      for (int at = 0; at + name.length <= bytes.limit(); at++) {
        if (bytes.get(at) == name[0] && is(bytes, at, name)) {
          written.write(ByteBuffer.wrap(new byte[] {'q'}), at);
        }
      }
    }
  }

  private static boolean is(MappedByteBuffer bytes, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes.get(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }
}
