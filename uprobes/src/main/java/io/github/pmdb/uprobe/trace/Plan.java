package io.github.pmdb.uprobe.trace;

import io.github.pmdb.elf.StaticProbe;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.spec.Item;
import java.util.ArrayList;
import java.util.List;

/// A trace compiled for one of the places that its location means.
///
/// @param probe where the probe is: at the place, or behind it where that means the same and costs
///   less
/// @param semaphore offset in the file of a counter that the kernel is to raise, 0 for none
/// @param function that the place is in; empty where there is no debug information
/// @param name of the function, as who traces it knows it; empty where nothing tells one
/// @param fields what the values of an event are, in their order
/// @param order in which fields are shown
/// @param remarks what could not be had and is left out
public record Plan(
    long place,
    long probe,
    long semaphore,
    String function,
    String name,
    Recording recording,
    List<Field> fields,
    List<Integer> order,
    List<String> remarks) {
  public Plan {
    fields = List.copyOf(fields);
    order = List.copyOf(order);
    remarks = List.copyOf(remarks);
  }

  /// With its probe at the place, and the name that debug information has.
  public Plan(
      long place,
      long semaphore,
      String function,
      Recording recording,
      List<Field> fields,
      List<Integer> order,
      List<String> remarks) {
    this(place, place, semaphore, function, function, recording, fields, order, remarks);
  }

  Plan remarking(String remark) {
    List<String> more = new ArrayList<>(remarks);
    more.add(remark);
    return new Plan(place, probe, semaphore, function, name, recording, fields, order, more);
  }

  /// No address of a program's has it.
  private static final long RETURN = 1L << 63;

  /// Whether it is of the returns from the function at the place, and of nothing else.
  public boolean isReturn() {
    return recording.stages().stream().allMatch(Recording.Stage::atReturn);
  }

  /// What its probes tell of themselves: a place may have one plan for entries, one for returns.
  long cookie() {
    return isReturn() ? place | RETURN : place;
  }

  /// With its probe where that costs least.
  Plan cheapest(Instructions code) {
    if (semaphore != 0 || fields.stream().anyMatch(Field.Slot.class::isInstance)) {
      return this;
    }
    return recording.reads().map(reads -> probedAt(code.cheapest(place, reads))).orElse(this);
  }

  private Plan probedAt(long address) {
    return new Plan(place, address, semaphore, function, name, recording, fields, order, remarks);
  }

  /// With a name that whoever wrote the location knows.
  Plan named(Instructions code, String location) {
    String known = code.name(place, location, function);
    return new Plan(place, probe, semaphore, function, known, recording, fields, order, remarks);
  }

  /// The place that a cookie is of.
  static long place(long cookie) {
    return cookie & ~RETURN;
  }

  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan of(TraceRun.Wanted wanted, Symbols symbols, long place) {
    return new PointPlan(wanted, new ExpressionCompiler(symbols, place)).plan(place, List.of());
  }

  /// Of a probe that the program brought along; all of its arguments unless something is named.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan ofStatic(
      TraceRun.Wanted wanted, Symbols symbols, Instructions code, StaticProbe probe) {
    long place = probe.address() + code.bias();
    Plan plan =
        new PointPlan(
                wanted,
                new ExpressionCompiler(symbols, place)
                    .withArguments(new StaticGlobals(code.file().file(), probe).arguments()))
            .plan(place, List.of(new Item.Arguments(wanted.spec().location())));
    return new Plan(
        place,
        code.file().file().offset(probe.semaphore()),
        probe.provider() + ":" + probe.name(),
        plan.recording(),
        plan.fields(),
        plan.order(),
        plan.remarks());
  }

  /// Of calls of the function that begins at the place, with what it returns.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when something that was named cannot be had
  static Plan ofCall(TraceRun.Wanted wanted, Symbols symbols, Instructions code, long place) {
    return new CallPlan(wanted, new ExpressionCompiler(symbols, place))
        .plan(place, code.file().returning().popped());
  }
}
