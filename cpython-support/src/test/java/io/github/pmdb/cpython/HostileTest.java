package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.memory.PageCache;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects that were made to be endless or gigantic: their text comes in time, is not longer than
/// asked for, and says that it is not all.
class HostileTest {
  private static final Limits LIMITS = new Limits(1_000, 6, 64, 2_048);
  private static final Limits AMPLE = new Limits(1_000, 60, 100_000, 1_000_000);
  private static final Duration ONE_VALUE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  /// Objects of the fixture, and the words that make them what they are not.
  private record Forge(Layout layout, Map<String, Value> objects, Snapshot core) {
    long address(String name) {
      return Objects.requireNonNull(objects.get(name), name).address();
    }

    String text(String name, String field, long value) {
      return text(name, Map.of(address(name) + layout.offset(field), value), AMPLE);
    }

    String text(String name, Map<Long, Long> words, Limits limits) {
      Heap heap =
          new Heap(new PageCache(new Patched(core.memory(), words), 8192), layout, Map.of());
      Value value =
          assertTimeoutPreemptively(ONE_VALUE, () -> Reprs.of(heap, address(name), limits), name);
      assertTrue(value.text().length() <= limits.bytes() + 1, name);
      assertTrue(value.truncated() || !value.problem().isEmpty(), () -> name + " is " + value);
      return value.text();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void giganticAndEndlessObjectsEnd(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Forge forge = new Forge(layout(core), objects(Targets.inspector(core)), core);
        sizes(forge);
        rings(forge);
        deques(forge);
      }
      Files.delete(file);
    }
  }

  private static Layout layout(Snapshot core) {
    return Targets.runtime(core).layout();
  }

  private static Map<String, Value> objects(Inspector inspector) {
    Map<String, Value> objects = new HashMap<>();
    for (ScriptThread thread : inspector.threads()) {
      for (ScriptFrame frame : inspector.stack(thread, LIMITS).frames()) {
        for (Variable variable : inspector.locals(frame, LIMITS)) {
          objects.putIfAbsent(variable.name(), variable.value());
        }
      }
    }
    return objects;
  }

  private static void sizes(Forge forge) {
    for (long size : new long[] {1L << 20, 1L << 33, Long.MAX_VALUE, -1}) {
      forge.text("numbers", "varobject.ob_size", size);
      forge.text("nested", "varobject.ob_size", size);
      forge.text("raw", "varobject.ob_size", size);
      forge.text("queue", "varobject.ob_size", size);
      forge.text("ascii_text", "ascii.length", size);
      forge.text("unique", "set.mask", size);
      long keys =
          forge
              .core()
              .memory()
              .pointer(forge.address("table") + forge.layout().offset("dict.ma_keys"));
      long entries = keys + forge.layout().offset("dictkeys.dk_nentries");
      forge.text("table", Map.of(entries, size), AMPLE);
    }
    String digits = forge.layout().has("long.lv_tag") ? "long.lv_tag" : "varobject.ob_size";
    forge.text("huge", digits, 1L << 40);
    forge.text("huge", digits, Long.MAX_VALUE);
  }

  private static void rings(Forge forge) {
    Layout layout = forge.layout();
    long first =
        forge.core().memory().pointer(forge.address("ordered") + layout.offset("odict.first"));
    long next = first + layout.offset("odictnode.next");
    String ring = forge.text("ordered", Map.of(next, first), LIMITS);
    assertTrue(ring.startsWith("OrderedDict("), ring);
    long block =
        forge.core().memory().pointer(forge.address("queue") + layout.offset("deque.leftblock"));
    forge.text(
        "queue",
        Map.of(
            block + layout.offset("deque.block_right"),
            block,
            forge.address("queue") + layout.offset("varobject.ob_size"),
            1L << 50),
        AMPLE);
    doubling(forge);
  }

  /// What a deque of three items says of itself, each made to disagree with the rest; lengths that
  /// differ by whole blocks agree with the indexes, but not with the blocks.
  private static void deques(Forge forge) {
    int perBlock = forge.layout().offset("deque.block_items");
    for (long size : new long[] {0, 2, 4, 3 + perBlock, 3 + 1_000L * perBlock}) {
      forge.text("queue", "varobject.ob_size", size);
    }
    for (long index : new long[] {-1, 0, perBlock, Long.MAX_VALUE}) {
      forge.text("queue", "deque.leftindex", index);
      forge.text("queue", "deque.rightindex", index);
    }
    for (String block : List.of("deque.leftblock", "deque.rightblock")) {
      forge.text("queue", block, 0);
      forge.text("queue", block, forge.address("numbers"));
    }
    forge.text("no_queue", "varobject.ob_size", perBlock);
  }

  /// Three lists of which each item is one of the others: Python itself would never end either.
  private static void doubling(Forge forge) {
    Map<Long, Long> words = new HashMap<>();
    List<String> lists = List.of("numbers", "cyclic", "floats");
    for (String list : lists) {
      long items =
          forge
              .core()
              .memory()
              .pointer(forge.address(list) + forge.layout().offset("list.ob_item"));
      for (int i = 0; i < 2; i++) {
        words.put(items + 8L * i, forge.address(lists.get((lists.indexOf(list) + 1 + i) % 3)));
      }
      words.put(forge.address(list) + forge.layout().offset("varobject.ob_size"), 1L << 30);
    }
    forge.text("numbers", words, AMPLE);
  }

  /// Words of the whole heap are wrong, others with each run of the test.
  @ParameterizedTest
  @MethodSource("pythons")
  void aRewiredHeapIsShownInTime(Pythons.Python python) throws IOException {
    long seed = new Random().nextLong();
    String which = python + ", seed " + seed;
    System.out.println("HostileTest: " + which);
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        List<ScriptFrame> frames = frames(Targets.inspector(core));
        PythonRuntime runtime = Targets.runtime(core);
        for (int oneIn : new int[] {1_000, 100, 20}) {
          Snapshot damaged = new Veiled(core, new Rewired(core, seed, oneIn), core.objects());
          Inspector inspector = new CPythonInspector(damaged, runtime);
          int variables = 0;
          for (ScriptFrame frame : frames) {
            variables +=
                assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> ask(inspector, frame), () -> which + oneIn);
          }
          int all = variables;
          assertTrue(oneIn < 1_000 || all > 0, () -> which + ": no variable of any frame");
        }
      }
      Files.delete(file);
    }
  }

  private static List<ScriptFrame> frames(Inspector inspector) {
    return inspector.threads().stream()
        .flatMap(thread -> inspector.stack(thread, LIMITS).frames().stream())
        .toList();
  }

  /// @return how many variables came
  private static int ask(Inspector inspector, ScriptFrame frame) {
    try {
      List<Variable> variables = inspector.locals(frame, LIMITS);
      for (Variable variable : variables) {
        assertTrue(variable.value().text().length() <= LIMITS.bytes() + 1, variable::name);
      }
      return variables.size();
    } catch (MemoryFault expected) {
      assertFalse(expected.getMessage().isEmpty());
      return 0;
    }
  }
}
