package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Watch;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A trace compiled for one of the places that its location means.
///
/// @param fields what the values of an event are, in their order
/// @param remarks what could not be had and is left out
public record Plan(long place, EventProgram program, List<Field> fields, List<String> remarks) {
  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan of(TraceSpec spec, Symbols symbols, long place) {
    return new Making(spec, new ExpressionCompiler(symbols, place)).plan(place);
  }

  private static final class Making {
    private final TraceSpec spec;
    private final ExpressionCompiler compiler;
    private final List<Capture> captures = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Making(TraceSpec spec, ExpressionCompiler compiler) {
      this.spec = spec;
      this.compiler = compiler;
    }

    Plan plan(long place) {
      Optional<CheckedCode> condition = spec.condition().map(Part::text).map(compiler::condition);
      spec.items().forEach(this::add);
      EventProgram program =
          condition
              .map(code -> EventProgram.when(code, captures))
              .orElseGet(() -> EventProgram.always(captures));
      return new Plan(place, program, List.copyOf(fields), List.copyOf(remarks));
    }

    private void add(Item item) {
      switch (item) {
        case Item.Expression expression ->
            add(compiler.watch(expression.part().text()), spec.format().isPresent());
        case Item.Locals _ -> add(compiler.locals());
        case Item.Arguments _ -> add(compiler.parameters());
        case Item.Backtrace backtrace -> {
          captures.add(new Capture.Stack(backtrace.frames()));
          fields.add(new Field.Backtrace());
        }
      }
    }

    private void add(ExpressionCompiler.Several several) {
      several.watches().forEach(watch -> add(watch, false));
      remarks.addAll(several.reasons());
    }

    private void add(Watch watch, boolean inFormat) {
      captures.add(watch.capture());
      fields.add(Field.Expression.of(watch, inFormat));
    }
  }
}
