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
  private final TraceRun.Wanted wanted;
  private final ExpressionCompiler compiler;

  PointPlan(TraceRun.Wanted wanted, ExpressionCompiler compiler) {
    this.wanted = wanted;
    this.compiler = compiler;
  }

  /// @param otherwise what is printed where nothing is named
  Plan plan(long place, List<Item> otherwise) {
    TraceSpec spec = wanted.spec();
    Optional<CheckedCode> condition = spec.condition().map(Part::text).map(compiler::condition);
    Taken taken = new Taken(compiler, wanted.scripts());
    boolean named = !spec.items().isEmpty() || spec.format().isPresent();
    for (Item item : named ? spec.items() : otherwise) {
      taken.add(item, 0, spec.format().isPresent());
    }
    return new Plan(
        place,
        0,
        compiler.functionName(),
        EventProgram.of(condition, taken.captures, wanted.perSecond()),
        taken.fields,
        IntStream.range(0, taken.fields.size()).boxed().toList(),
        taken.remarks);
  }
}
