package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.List;

/// A trace compiled for one of the places that its location means.
///
/// @param function that the place is in; empty where there is no debug information
/// @param fields what the values of an event are, in their order
/// @param order in which fields are shown
/// @param remarks what could not be had and is left out
public record Plan(
    long place,
    String function,
    Recording recording,
    List<Field> fields,
    List<Integer> order,
    List<String> remarks) {
  public Plan {
    fields = List.copyOf(fields);
    order = List.copyOf(order);
    remarks = List.copyOf(remarks);
  }

  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan of(TraceSpec spec, Symbols symbols, long place, long perSecond) {
    return new PointPlan(spec, new ExpressionCompiler(symbols, place)).plan(place, perSecond);
  }

  /// Of calls of the function that begins at the place, with what it returns.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan ofCall(TraceSpec spec, Symbols symbols, long place, long perSecond) {
    return new CallPlan(spec, new ExpressionCompiler(symbols, place)).plan(place, perSecond);
  }
}
