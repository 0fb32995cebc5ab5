package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.stream.HitRow.Value;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.ValueText;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Event;
import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.FormatText;
import io.github.pmdb.uprobe.trace.Hit;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes rows of hits.
final class HitReader {
  private final Snapshot snapshot;
  private final ValueText values;
  private final Optional<Format> format;

  /// What the clock of events says when the time of day is 0.
  private final Instant origin = Instant.now().minusNanos(System.nanoTime());

  HitReader(Snapshot snapshot, Symbols symbols, Optional<Format> format) {
    this.snapshot = snapshot;
    this.values = new ValueText(symbols);
    this.format = format;
  }

  HitRow row(Hit hit) {
    List<Value> named = new ArrayList<>();
    List<FormatText.Argument> formatted = new ArrayList<>();
    List<Caller> stack = new ArrayList<>();
    Event event = hit.event();
    for (int i = 0; i < event.values().size(); i++) {
      Captured captured = event.values().get(i);
      switch (hit.plan().fields().get(i)) {
        case Field.Expression field when field.inFormat() ->
            formatted.add(
                new FormatText.Argument(
                    field.type(), captured, values.of(field.type(), captured).text()));
        case Field.Expression field -> named.add(value(field, captured));
        case Field.Backtrace _ -> stack.addAll(callers(captured));
      }
    }
    Instant time = origin.plusNanos(event.nanos());
    return new HitRow(
        time.toEpochMilli(),
        time.get(ChronoField.MICRO_OF_SECOND) % 1000,
        event.process(),
        event.thread(),
        event.threadName(),
        format.map(it -> FormatText.of(it, formatted)).orElse(""),
        named,
        stack);
  }

  private Value value(Field.Expression field, Captured captured) {
    ValueText.Shown shown = values.of(field.type(), captured);
    return new Value(field.name(), shown.text(), shown.missing());
  }

  private List<Caller> callers(Captured captured) {
    return captured instanceof Captured.Stack stack
        ? stack.addresses().stream().map(this::caller).toList()
        : List.of();
  }

  private Caller caller(long address) {
    Optional<LoadedObject> object =
        snapshot.objects().stream()
            .filter(it -> Addresses.within(address, it.start(), it.end()))
            .findFirst();
    String name =
        object
            .map(it ->
                it.symbols().at(address).map(symbol -> name(symbol, address)).orElse(it.name()))
            .orElse("");
    return new Caller(address, name);
  }

  private static String name(Symbol symbol, long address) {
    long into = address - symbol.address();
    return into == 0 ? symbol.name() : symbol.name() + "+" + into;
  }
}
