package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.stream.HitRow.Value;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.compile.ValueText;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Event;
import io.github.pmdb.uprobe.libc.CallText;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.FormatText;
import io.github.pmdb.uprobe.trace.Formats;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes rows of hits.
final class HitReader {
  private static final Captured NO_VALUE = new Captured.Refused(0);

  private final StackReader stacks;
  private final ScriptReader scripts;
  private final ValueText values;
  private final Formats formats;
  private final Clock clock;

  HitReader(
      Subject subject, Symbols symbols, Optional<SourceLine> lines, Formats formats, Clock clock) {
    this.scripts = new ScriptReader(subject);
    this.stacks = new StackReader(subject, lines);
    this.values = new ValueText(symbols);
    this.formats = formats;
    this.clock = clock;
  }

  HitRow row(Hit hit) {
    List<Value> named = new ArrayList<>();
    List<FormatText.Argument> formatted = new ArrayList<>();
    List<Caller> stack = new ArrayList<>();
    List<HitRow.Script> ofScripts = new ArrayList<>();
    Event event = hit.event();
    List<Captured> ofCall = new ArrayList<>();
    long nanos = 0;
    for (int i : hit.plan().order()) {
      Captured captured = event.values().get(i);
      switch (hit.plan().fields().get(i)) {
        case Field.Expression field when field.inFormat() ->
            formatted.add(
                new FormatText.Argument(
                    field.type(), captured, values.of(field.type(), captured).text()));
        case Field.Expression field -> named.add(value(field, captured));
        case Field.Missing field when field.inFormat() ->
            formatted.add(new FormatText.Argument(Type.NONE, NO_VALUE, reason(field)));
        case Field.Missing field -> named.add(new Value(field.name(), reason(field), true));
        case Field.Text(String words) -> named.add(new Value("", words, false));
        case Field.Backtrace(int frames) ->
            stack.addAll(stacks.callers(captured, event.process(), frames));
        case Field.Script(var item) -> ofScripts.add(scripts.read(item, captured, event.thread()));
        case Field.OfCall _ -> ofCall.add(captured);
        case Field.Slot _, Field.Caller _ -> {
          // Those are for putting calls together.
        }
        case Field.Elapsed _ -> nanos = captured instanceof Captured.Scalar it ? it.value() : 0;
      }
    }
    long micros = clock.micros(event.nanos());
    return new HitRow(
        micros / 1000,
        (int) (micros % 1000),
        event.process(),
        event.thread(),
        event.threadName(),
        HitRow.Kind.HIT,
        0,
        hit.plan().name(),
        nanos,
        formats
            .of(hit.plan())
            .map(it -> FormatText.of(it, formatted))
            .orElseGet(() -> call(hit.plan(), ofCall)),
        named,
        stack,
        ofScripts);
  }

  private static String reason(Field.Missing field) {
    return "<" + field.reason() + ">";
  }

  private static String call(Plan plan, List<Captured> captured) {
    return plan.fields().stream()
        .filter(Field.OfCall.class::isInstance)
        .findFirst()
        .map(field -> CallText.of(((Field.OfCall) field).signature(), captured))
        .orElse("");
  }

  private Value value(Field.Expression field, Captured captured) {
    ValueText.Shown shown = values.of(field.type(), captured);
    return new Value(field.name(), shown.text(), shown.missing());
  }
}
