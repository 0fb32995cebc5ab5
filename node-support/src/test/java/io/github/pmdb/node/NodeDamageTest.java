package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.node.build.Flags;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.build.V8Version;
import io.github.pmdb.node.census.Census;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.frame.AsyncChain;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.layout.Layouts;
import io.github.pmdb.node.layout.Learnt;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.value.ProcessObject;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cores that are cut, heaps with wrong bits, a program that is not at hand: answers come, in time,
/// and nothing but a [UserError] is thrown.
@Timeout(120)
class NodeDamageTest {
  private static final Limits SMALL = new Limits(1, 3, 10, 500);
  private static final int INSPECTED = 400;

  /// Four workers and a line for the rest, however damaged a heap is.
  private static final int MOST_REASONS = 5;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  private Path core(Node node) {
    return HeapView.makeCore(node, directory.resolve("truth"), directory);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void survivesWrongBits(Node node) throws IOException {
    Path core = core(node);
    try (Snapshot real = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      long whole = everything(real);
      assertTrue(whole > 10_000, "objects of a whole heap: " + whole);
      for (int oneIn : List.of(1000, 50, 4)) {
        long objects = everything(DamagedSnapshot.flipped(real, 4711 + oneIn, oneIn));
        assertTrue(oneIn < 1000 || objects > whole / 4, oneIn + ": " + objects + " of " + whole);
      }
    } finally {
      Files.delete(core);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void readsWhatIsLeftOfACutCore(Node node) throws IOException {
    Path core = core(node);
    long last = Long.MAX_VALUE;
    try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
      long size = file.size();
      for (int percent : List.of(99, 60, 10, 1)) {
        file.truncate(size * percent / 100);
        try (Snapshot cut = CoreFiles.open(core, CoreOptions.DEFAULT)) {
          long objects = everything(cut);
          assertTrue(objects <= last, objects + " after " + last);
          last = objects;
        }
      }
    } finally {
      Files.delete(core);
    }
  }

  /// Asks all that can be asked; returns how many objects were seen.
  private static long everything(Snapshot snapshot) {
    if (!(new NodeInterpreter().detect(snapshot) instanceof Detection.Found(var inspector))) {
      return 0;
    }
    NodeInspector node = assertInstanceOf(NodeInspector.class, inspector);
    try {
      return everything(node);
    } catch (UserError e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
      return 0;
    }
  }

  private static long everything(NodeInspector node) {
    assertFalse(node.evidence().isEmpty());
    Describer describer = node.describer();
    Census.Result result =
        new Census(node.heap(), describer.constructors())
            .take(new Census.Wanted(OptionalInt.empty(), true, true, true), NodeDamageTest::goOn);
    long counted = result.rows().stream().mapToLong(Census.Row::instances).sum();
    assertTrue(counted <= result.walked().objects());
    LongPredicate wanted = Condition.parse("state == \"open\" && total > 3").on(describer);
    long[] all =
        new Instances(node.heap(), describer.constructors())
            .named(_ -> true, OptionalInt.empty(), NodeDamageTest::goOn)
            .addresses();
    Inspecting inspecting = new Inspecting(describer, SMALL);
    for (int i = 0; i < all.length; i += Math.max(1, all.length / INSPECTED)) {
      long object = Tagged.reference(all[i]);
      assertFalse(inspecting.of(object).type().isEmpty());
      assertDoesNotThrow(() -> wanted.test(object));
    }
    ProcessObject.find(describer, NodeDamageTest::goOn)
        .ifPresent(facts -> assertFalse(facts.version().isEmpty()));
    stacks(node);
    new EventLoops(node)
        .find(NodeDamageTest::goOn)
        .loops()
        .forEach(loop -> assertTrue(loop.isolate() < node.heap().isolates().size()));
    suspended(node);
    Flags.of(node.binary().object().symbols(), node.snapshot().memory())
        .ifPresent(found -> assertTrue(found.flags().size() + found.unreadable() <= 4096));
    return result.walked().objects();
  }

  private static void suspended(NodeInspector node) {
    Layout layout = node.heap().layout();
    Set<Integer> types =
        Stream.of("JSPromise", "JSGeneratorObject", "JSAsyncFunctionObject", "PromiseReaction")
            .map(layout::type)
            .collect(Collectors.toSet());
    long[] all =
        new Instances(node.heap(), node.describer().constructors())
            .ofTypes(types, OptionalInt.empty(), NodeDamageTest::goOn)
            .addresses();
    Inspecting inspecting = new Inspecting(node.describer(), SMALL);
    Arrays.stream(all)
        .limit(INSPECTED)
        .map(Tagged::reference)
        .forEach(object -> {
          assertFalse(inspecting.of(object).type().isEmpty());
          assertTrue(node.stacks().awaiting(object).size() <= 1 << 9);
        });
  }

  /// A heap may say that it is being collected and be none that is, or have moves in circles.
  @ParameterizedTest
  @MethodSource("nodes")
  void doesNotBelieveEveryMove(Node node) throws IOException {
    Path core = core(node);
    try (Snapshot real = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector inspector = HeapReading.inspector(real);
      long whole = everything(inspector);
      long state =
          inspector.heap().isolates().getFirst().heap()
              + inspector.heap().layout().get("Heap.gc_state");
      for (int said : List.of(1, 2)) {
        DamagedSnapshot snapshot = DamagedSnapshot.changed(real, state, said);
        NodeInspector collecting = HeapReading.inspector(snapshot);
        assertTrue(collecting.heap().isMoving());
        long objects = everything(collecting);
        assertTrue(objects > whole / 2, said + ": " + objects + " of " + whole);
      }
      everything(DamagedSnapshot.flipped(DamagedSnapshot.changed(real, state, 2), 42, 30));
      V8Heap unknown = HeapReading.inspector(DamagedSnapshot.changed(real, state, 77)).heap();
      assertFalse(unknown.isMoving());
      assertTrue(
          unknown
              .problems()
              .getFirst()
              .what()
              .contains("whether isolate 0 was collecting garbage can not be told"));
    } finally {
      Files.delete(core);
    }
  }

  /// An array says that it is larger than its page is.
  @Test
  void sizesEndWithThePage() throws IOException {
    Path core = core(Nodes.any());
    try (Snapshot real = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector node = HeapReading.inspector(real);
      long wide =
          new Instances(node.heap(), node.describer().constructors())
              .named("Stack"::equals, OptionalInt.of(0), NodeDamageTest::goOn)
              .addresses()[0];
      long elements =
          Tagged.address(
              node.describer().reader().field(Tagged.reference(wide), "JSObject.elements"));
      assertTrue(node.heap().sizeOf(elements) > 0);
      int length = 12;
      NodeInspector damaged =
          HeapReading.inspector(DamagedSnapshot.changed(real, elements + length + 3, 0x7f));
      assertEquals(0, damaged.heap().sizeOf(elements));
    } finally {
      Files.delete(core);
    }
  }

  private static void stacks(NodeInspector node) {
    for (ScriptThread thread : node.threads()) {
      List<ScriptFrame> frames = node.stack(thread, Limits.DEFAULT).frames();
      assertTrue(frames.size() <= Limits.DEFAULT.frames());
      frames.forEach(f -> assertTrue(node.locals(f, SMALL).size() <= 1 << 11));
      assertTrue(node.passages(thread).size() <= 1 << 18);
      List<String> reasons = node.reasons(thread, List.of());
      assertTrue(reasons.size() <= MOST_REASONS, reasons.toString());
    }
    for (Isolate isolate : node.heap().isolates()) {
      List<AsyncChain> chains = node.stacks().waiting(isolate, 10, NodeDamageTest::goOn).chains();
      assertTrue(chains.size() <= 10);
    }
  }

  /// As if the build were of a version between those that are known: the binary and the memory tell
  /// enough to count, and it is said what is doubtful.
  @Test
  void countsInAVersionThatIsNotKnown() throws IOException {
    Path core = core(Nodes.require(24));
    HeapTruth truth = HeapTruth.read(directory.resolve("truth"));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeBinary real = NodeBinary.in(snapshot).orElseThrow();
      NodeBinary unknown =
          new NodeBinary(
              real.object(),
              real.metadata(),
              java.util.Optional.of(new V8Version(13, 5, 212, 0)),
              "23.11.0");
      Layout layout = Layouts.of(unknown);
      assertEquals(Learnt.METADATA, layout.learnt("JSFunction.shared"));
      assertEquals(Learnt.DERIVED, layout.learnt("type.FreeSpace"));
      assertEquals(Learnt.NEAREST, layout.learnt("JSPromise.flags"));
      V8Heap heap = V8Heap.open(snapshot, unknown, layout);
      assertEquals(Learnt.DISCOVERED, heap.layout().learnt("Isolate.heap"));
      assertEquals(Layouts.of(real).get("Isolate.heap"), heap.layout().get("Isolate.heap"));
      assertEquals(1, heap.problems().size());
      assertTrue(
          heap.problems()
              .getFirst()
              .what()
              .contains("what the binary does not tell is taken from V8 12.4"));
      CodeTables tables =
          new CodeTables(unknown.object().symbols(), snapshot.memory(), heap.layout());
      long sessions =
          new Instances(heap, new Describer(heap, tables).constructors())
              .named("Session"::equals, OptionalInt.of(0), NodeDamageTest::goOn)
              .addresses()
              .length;
      assertEquals(truth.counts("classes").get("Session"), sessions);
    } finally {
      Files.delete(core);
    }
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  @Test
  void tellsThatTheProgramIsMissing() throws IOException {
    Node copy = new Node(directory.resolve("node"), Nodes.any().version());
    Files.copy(Nodes.any().program(), copy.program());
    Path core = core(copy);
    Files.delete(copy.program());
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      Detection.Failed failed =
          assertInstanceOf(Detection.Failed.class, new NodeInterpreter().detect(snapshot));
      assertEquals("Node.js", failed.what());
      assertTrue(failed.steps().getFirst().contains("is not on this machine"));
      assertTrue(failed.steps().getLast().contains("pmdb core FILE PROGRAM"));
    }
    CoreOptions named =
        new CoreOptions(
            java.util.Optional.of(Nodes.any().program()), List.of(), List.of(), _ -> {});
    try (Snapshot snapshot = CoreFiles.open(core, named)) {
      assertTrue(HeapReading.inspector(snapshot).title().contains(Nodes.any().version()));
    } finally {
      Files.delete(core);
    }
  }
}
