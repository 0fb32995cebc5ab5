package io.github.pmdb.command.trace.stream;

import io.github.pmdb.output.Escape;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.event.RawRecord;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.Plan;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes hits that hold nothing but numbers, in the same words as [HitText], without making an
/// object of any: that takes a tenth of the time, and who reads too slowly loses hits.
final class PlainHits {
  private static final int THREADS = 64;

  private final PrintStream out;
  private final Clock clock;
  private final boolean named;
  private final LineBytes line = new LineBytes();
  private final Map<Long, Optional<Shape>> shapes = new HashMap<>();
  private long lastPlace = -1;
  private Optional<Shape> lastShape = Optional.empty();
  private final @Nullable Known[] threads = new Known[THREADS];
  private long second = Long.MIN_VALUE;
  private byte[] ofSecond = {};

  /// @param named whether to tell the function
  PlainHits(PrintStream out, Clock clock, boolean named) {
    this.out = out;
    this.clock = clock;
    this.named = named;
  }

  /// What all hits of a plan have in common.
  ///
  /// @param function what follows the name of the thread
  @SuppressWarnings("ArrayRecordComponent")
  private record Shape(byte[] function, List<Value> numbers) {}

  /// @param name what stands before it
  /// @param place where it lies in a record
  @SuppressWarnings("ArrayRecordComponent")
  private record Value(byte[] name, int place, Type.Kind kind) {}

  /// @param words how it is told
  @SuppressWarnings("ArrayRecordComponent")
  private record Known(long thread, long nameBegin, long nameEnd, byte[] words) {
    boolean is(RawRecord record) {
      return thread == record.thread()
          && nameBegin == record.nameBegin()
          && nameEnd == record.nameEnd();
    }
  }

  /// @return whether it was one that holds nothing but numbers; if not, nothing was written
  boolean write(Plan plan, RawRecord record) {
    Optional<Shape> shape = shapeOf(plan);
    if (shape.isEmpty() || !isWhole(shape.get(), record)) {
      return false;
    }
    time(clock.micros(record.nanos()));
    line.add(thread(plan, record));
    line.add(shape.get().function());
    List<Value> numbers = shape.get().numbers();
    for (int i = 0; i < numbers.size(); i++) {
      Value number = numbers.get(i);
      line.add(number.name());
      add(number.kind(), record.value(number.place()));
    }
    line.add('\n');
    if (line.isFull()) {
      flush();
    }
    return true;
  }

  /// Most hits are of the place that the one before was of.
  private Optional<Shape> shapeOf(Plan plan) {
    if (plan.place() != lastPlace) {
      lastShape = shapes.computeIfAbsent(plan.place(), _ -> shape(plan));
      lastPlace = plan.place();
    }
    return lastShape;
  }

  void flush() {
    line.writeTo(out);
  }

  private static boolean isWhole(Shape shape, RawRecord record) {
    List<Value> numbers = shape.numbers();
    for (int i = 0; i < numbers.size(); i++) {
      if (record.status(numbers.get(i).place()) < 0) {
        return false;
      }
    }
    return true;
  }

  private Optional<Shape> shape(Plan plan) {
    List<Value> numbers = new ArrayList<>();
    String between = "  ";
    for (int i : plan.order()) {
      if (!(plan.fields().get(i) instanceof Field.Expression field) || !isNumber(field)) {
        return Optional.empty();
      }
      byte[] name = bytes(between + field.name() + " = ");
      numbers.add(new Value(name, plan.recording().place(i), field.type().kind()));
      between = ", ";
    }
    boolean tells = named && !plan.name().isEmpty();
    return Optional.of(new Shape(tells ? bytes(" " + plan.name()) : new byte[0], numbers));
  }

  private static boolean isNumber(Field.Expression field) {
    return !field.inFormat()
        && switch (field.type().kind()) {
          case SIGNED, UNSIGNED, POINTER -> true;
          case STRING, REFERENCE, BOOL, CHARACTER, ENUM, FLOAT, FUNCTION, VOID, WIDE, OTHER ->
              false;
        };
  }

  private static byte[] bytes(String text) {
    return Escape.escape(text).getBytes(StandardCharsets.UTF_8);
  }

  /// `HH:mm:ss.SSSSSS` in UTC.
  private void time(long micros) {
    long now = Math.floorDiv(micros, 1_000_000L);
    if (now != second) {
      second = now;
      ofSecond = bytes(HitText.clock(now * 1000, 0).substring(0, "HH:mm:ss.".length()));
    }
    line.add(ofSecond);
    line.padded(micros - now * 1_000_000, 6);
  }

  private byte[] thread(Plan plan, RawRecord record) {
    int slot = (int) record.thread() & (THREADS - 1);
    Known known = threads[slot];
    if (known == null || !known.is(record)) {
      var event = Hit.of(plan, record).event();
      byte[] words = bytes(" " + event.thread() + " " + event.threadName());
      known = new Known(record.thread(), record.nameBegin(), record.nameEnd(), words);
      threads[slot] = known;
    }
    return known.words();
  }

  private void add(Type.Kind kind, long value) {
    if (kind == Type.Kind.POINTER) {
      line.hex(value);
    } else if (kind == Type.Kind.UNSIGNED) {
      line.unsigned(value);
    } else {
      line.signed(value);
    }
  }
}
