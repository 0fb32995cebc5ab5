package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Plans for one instruction.
final class PointPlan {
  private final TraceSpec spec;
  private final ExpressionCompiler compiler;

  PointPlan(TraceSpec spec, ExpressionCompiler compiler) {
    this.spec = spec;
    this.compiler = compiler;
  }

  /// @param otherwise what is printed where nothing is named
  Plan plan(long place, long perSecond, List<Item> otherwise) {
    Optional<CheckedCode> condition = spec.condition().map(Part::text).map(compiler::condition);
    Taken taken = new Taken(compiler);
    boolean named = !spec.items().isEmpty() || spec.format().isPresent();
    for (Item item : named ? spec.items() : otherwise) {
      taken.add(item, 0, spec.format().isPresent());
    }
    return new Plan(
        place,
        0,
        compiler.functionName(),
        EventProgram.of(condition, taken.captures, perSecond),
        taken.fields,
        IntStream.range(0, taken.fields.size()).boxed().toList(),
        taken.remarks);
  }
}
