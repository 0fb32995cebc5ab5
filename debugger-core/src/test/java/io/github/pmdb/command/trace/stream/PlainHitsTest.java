package io.github.pmdb.command.trace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.event.RawRecord;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Formats;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.Plan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forged records, against the words that are made of rows.
final class PlainHitsTest {
  private static final List<Type.Kind> KINDS =
      List.of(Type.Kind.SIGNED, Type.Kind.UNSIGNED, Type.Kind.POINTER);

  private static final long[] EDGES = {
    0, 1, -1, 9, 10, 255, 99_999, 100_000, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1
  };

  private static final List<String> NAMES =
      List.of("calls", "", "worker-12345678", "a\u001bb", "é");

  private static final Formats NO_FORMAT = new Formats(Optional.empty(), Optional.empty());

  private final Clock clock = new Clock();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final RawRecord record = new RawRecord();
  private final HitReader reader =
      new HitReader(
          nobody(Subject.class), nobody(Symbols.class), Optional.empty(), NO_FORMAT, clock);

  private static <T> T nobody(Class<T> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (_, method, _) -> {
              throw new AssertionError(method);
            }));
  }

  private static Plan plan(long place, String function, List<Type.Kind> kinds) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      fields.add(
          new Field.Expression("x" + i + " + \t1", new Type(i, kinds.get(i), 8, "t"), false));
    }
    return new Plan(
        place,
        0,
        function,
        EventProgram.always(kinds.stream().map(_ -> (Capture) new Capture.Elapsed()).toList()),
        fields,
        List.of(2, 0, 1),
        List.of());
  }

  private void forge(Plan plan, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    int at = 8 * random.nextInt(4);
    int length = plan.recording().place(2) + 16;
    bytes.putLong(at, random.nextLong(1L << 60));
    bytes.putInt(at + 8, random.nextInt(1, 1 << 20));
    bytes.putInt(at + 12, random.nextInt(1, 1 << 20));
    bytes.put(at + 24, NAMES.get(random.nextInt(NAMES.size())).getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 3; i++) {
      long value = random.nextBoolean() ? random.nextLong() : EDGES[random.nextInt(EDGES.length)];
      bytes.putLong(at + plan.recording().place(i) + 8, value);
    }
    record.move(bytes, at, length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theWordsAreThoseOfRows(boolean named) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    PlainHits hits = new PlainHits(new PrintStream(out), clock, named);
    List<Plan> plans = List.of(plan(1, "work", KINDS), plan(2, "", KINDS), plan(3, "f()", KINDS));
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      Plan plan = plans.get(random.nextInt(plans.size()));
      forge(plan, random);
      assertTrue(hits.write(plan, record));
      wanted.append(HitText.of(reader.row(Hit.of(plan, record)), named).text());
    }
    hits.flush();
    assertEquals(wanted.toString(), out.toString(StandardCharsets.UTF_8), "seed " + seed);
  }

  @Test
  void whatIsNoNumberIsLeftToOthers() {
    PlainHits hits = new PlainHits(new PrintStream(out), clock, false);
    Plan text = plan(1, "work", List.of(Type.Kind.SIGNED, Type.Kind.STRING, Type.Kind.SIGNED));
    forge(text, new Random(1));
    assertFalse(hits.write(text, record));
    Plan numbers = plan(2, "work", KINDS);
    forge(numbers, new Random(1));
    ByteBuffer bytes = record.bytes();
    bytes.putLong(numbers.recording().place(1), -14);
    record.move(bytes, 0, bytes.limit());
    assertFalse(hits.write(numbers, record));
    hits.flush();
    assertEquals(0, out.size());
  }
}
