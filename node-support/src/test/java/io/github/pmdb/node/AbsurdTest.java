package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.code.Translations;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.expression.Path;
import io.github.pmdb.node.expression.Walk;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.kind.Contexts;
import io.github.pmdb.node.kind.Reactions;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.value.Inspection;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// `fixtures/node/absurd.js` has what no sane program has.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbsurdTest {
  private static final String UNDECIDED =
      "of 1 objects it could not be told: the regular expression goes too deep or takes too long there";

  private static final int LONGEST_KEY = 20;

  private RunningFixture program;
  private Snapshot snapshot;
  private NodeInspector node;
  private long absurd;

  @BeforeAll
  void start() {
    program =
        Fixture.start(List.of(Nodes.any().program().toString(), Fixture.node("absurd").toString()));
    snapshot = LiveProcess.open(program.pid());
    node = HeapReading.inspector(snapshot);
    long[] found =
        new Instances(node.heap(), node.describer().constructors())
            .named("Absurd"::equals, OptionalInt.empty(), AbsurdTest::goOn)
            .addresses();
    assertEquals(1, found.length);
    absurd = Tagged.reference(found[0]);
  }

  @AfterAll
  void end() {
    snapshot.close();
    program.close();
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  private long at(String path) {
    return new Walk(node.describer()).follow(absurd, Path.parse(path)).value();
  }

  private String text(String path) {
    return node.describer().describe(at(path), Limits.DEFAULT).text();
  }

  @Test
  void listsThatLeadBackEnd() {
    EventLoop loop = new EventLoops(node).find(AbsurdTest::goOn).loops().getFirst();
    assertEquals(
        List.of(
            "a list of immediates leads back into itself",
            "a queue of ticks leads back into itself"),
        loop.problems().stream().map(Problem::what).toList());
    assertEquals(1, loop.immediates().size());
    assertEquals(1, loop.ticks().size());
  }

  /// One look-up tells of all that it compares.
  @Test
  void aLookUpComparesEveryKeyOfALargeTable() {
    HeapReader reader = node.describer().reader();
    Strings strings = new Strings(reader);
    BitSet compared = new BitSet();
    LongPredicate none =
        key -> {
          if (reader.isString(reader.type(key))) {
            int number = Integer.parseInt(strings.read(key, LONGEST_KEY).text().substring(1));
            assertFalse(compared.get(number), "twice: " + number);
            compared.set(number);
          }
          return false;
        };
    assertTrue(new Properties(reader).find(at(".table"), none).isEmpty());
    assertEquals(1_200_000, compared.cardinality());
    assertEquals(1_200_000, compared.length());
  }

  @Test
  void theFirstAndTheLastKeyOfALargeTableAreFound() {
    for (int key : new int[] {0, 1_199_999}) {
      assertEquals(Integer.toString(key), text(".table[\"k" + key + "\"]"));
    }
    assertThrows(UserError.class, () -> at(".table.absent"));
  }

  @Test
  void ofALargeTableTheFirstAreListed() {
    Inspection table = new Inspecting(node.describer(), new Limits(1, 3, 3, 200)).of(at(".table"));
    assertEquals(
        List.of("k0", "k1", "k2"), table.properties().stream().map(Inspection.Row::name).toList());
    assertEquals(1_199_997, table.moreProperties());
    assertEquals("{k0: 0, k1: 1, k2: 2, ... 1199997 more}", table.text());
  }

  @Test
  void aDamagedTableIsToldTwice() {
    long table = Tagged.address(at(".table"));
    long array = at(".twice");
    int offset = node.heap().layout().get("JSReceiver.raw_properties_or_hash");
    // An address that no memory has.
    Snapshot damaged = DamagedSnapshot.changed(snapshot, table + offset + 7, 0x70);
    String text = HeapReading.inspector(damaged).describer().describe(array, Limits.DEFAULT).text();
    assertTrue(text.matches("\\[.*<cannot read .*>, .*<cannot read .*>]"), text);
  }

  @Test
  void eachOfManyVariablesHasItsName() {
    List<Contexts.Variable> seen =
        new Contexts(node.describer().reader())
            .closure(at(".many")).stream().filter(v -> v.name().startsWith("v")).toList();
    assertEquals(
        IntStream.range(0, 80).mapToObj(i -> "v" + i).toList(),
        seen.stream().map(Contexts.Variable::name).toList());
    assertEquals(79, Tagged.smi(seen.getLast().value()));
    assertEquals(0, new Reactions(node.describer().reader()).goesOnWith(at(".many")));
  }

  @Test
  void aRegularExpressionThatGoesTooDeepDecidesNothing() {
    Condition condition = Condition.parse("letters ~ '^(a|b)*$'");
    assertFalse(condition.on(node.describer()).test(absurd));
    assertEquals(List.of(UNDECIDED), condition.problems().stream().map(Problem::what).toList());
    Condition flat = Condition.parse("letters ~ '^[ab]*$'");
    assertTrue(flat.on(node.describer()).test(absurd));
    assertEquals(List.of(), flat.problems());
  }

  @Test
  void aRegularExpressionThatTakesTooLongDecidesNothing() {
    Condition condition = Condition.parse("doubling ~ '(a+)+\\\\1$'");
    assertFalse(condition.on(node.describer()).test(absurd));
    assertEquals(List.of(UNDECIDED), condition.problems().stream().map(Problem::what).toList());
  }

  /// The command was cancelled before: a large table is not gone through, nor is a condition tried.
  @Test
  void cancelledSearchesEnd() {
    Describer describer = HeapReading.inspector(snapshot).describer();
    Condition condition = Condition.parse("table.absent == 1");
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();
    assertTrue(Thread.interrupted() || cancelled.cancelled());
    for (Supplier<Object> search :
        List.<Supplier<Object>>of(
            () -> condition.on(describer).test(absurd),
            () -> new Walk(describer).follow(absurd, Path.parse(".table.absent")))) {
      UserError error = assertThrows(UserError.class, () -> cancelled.guard(search::get));
      assertEquals("cancelled", error.getMessage());
    }
  }

  @Test
  void aLongNumberIsToldByItsLength() {
    assertEquals("<BigInt of 900001 bits>", text(".large"));
    Limits all = new Limits(1, 1, 1, 1 << 20);
    assertEquals(270_928, node.describer().describe(at(".large"), all).text().length());
  }

  @Test
  void linesEndInAllWaysOfJavaScript() {
    Functions functions = node.describer().functions();
    Place place = functions.place(functions.shared(at(".odd"))).orElseThrow();
    assertEquals("odd.js:6:14", place.toString());
  }

  @Test
  void aCountOfOperandsThatIsNoneIsRefused() {
    ObjectSymbols symbols = new Counts();
    for (int count : new int[] {-1, 17, Integer.MAX_VALUE}) {
      assertTrue(Translations.of(symbols, counts(count), node.heap().layout()).isEmpty());
    }
    assertTrue(Translations.of(symbols, counts(6), node.heap().layout()).isPresent());
  }

  @Test
  void allSymbolsAreGoneThroughOnceForATable() {
    Counts symbols = new Counts();
    CodeTables tables = new CodeTables(symbols, counts(6), node.heap().layout());
    assertEquals(0, symbols.passes);
    assertEquals(tables.translations(), tables.translations());
    assertEquals(1, symbols.passes);
  }

  private static Memory counts(int last) {
    return new Memory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        ByteBuffer.wrap(into, offset, length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(address == 12 ? last : 1);
      }
    };
  }

  /// Four counts at address 0.
  private static final class Counts implements ObjectSymbols {
    private int passes;

    @Override
    public List<Symbol> startingWith(String prefix) {
      passes++;
      return List.of(new Symbol(prefix + "E6counts", 0, 16));
    }

    @Override
    public OptionalLong find(String name) {
      return OptionalLong.empty();
    }

    @Override
    public Optional<Symbol> at(long address) {
      return Optional.empty();
    }

    @Override
    public Optional<Section> section(String name) {
      return Optional.empty();
    }

    @Override
    public byte[] fileBytes(long offset, int length) {
      return new byte[0];
    }
  }

  @Test
  void aLongChainOfBoundFunctionsIsCut() {
    String name = node.describer().functions().name(at(".bound"));
    assertEquals("bound ".repeat(64) + "...", name);
    assertTrue(text(".bound").contains("bound bound"), text(".bound"));
  }
}
