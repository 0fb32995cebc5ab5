package io.github.pmdb.mi;

import io.github.pmdb.mi.MiValue.Entry;
import io.github.pmdb.mi.MiValue.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// A breakpoint as `-break-list`, `-break-insert` and `=breakpoint-modified` tell it.
///
/// @param number as the user types it: `1`
/// @param type `breakpoint`, `hw watchpoint`, `catchpoint`, …
/// @param address absent for several locations (`<MULTIPLE>`), pending ones and watchpoints
/// @param locations those of a breakpoint that has several
public record MiBreakpoint(
    String number,
    String type,
    boolean enabled,
    OptionalLong address,
    String function,
    List<Location> locations) {

  /// @param number `1.2`
  public record Location(String number, boolean enabled, OptionalLong address, String function) {}

  /// The breakpoints in a record's results, whether they stand under `bkpt`, in the body of a
  /// `BreakpointTable`, with their locations inside (mi3) or behind them (mi2).
  public static List<MiBreakpoint> in(Tuple results) {
    List<Entry> entries = new ArrayList<>(results.entries());
    entries.addAll(results.tuple("BreakpointTable").list("body").entries());
    List<MiBreakpoint> found = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Entry(String name, Tuple tuple) && name.equals("bkpt")) {
        found.add(of(tuple, locations(tuple, entries.subList(i + 1, entries.size()))));
      }
    }
    return found;
  }

  private static MiBreakpoint of(Tuple tuple, List<Location> locations) {
    return new MiBreakpoint(
        tuple.text("number"),
        tuple.text("type"),
        !tuple.text("enabled").equals("n"),
        tuple.number("addr"),
        tuple.text("func"),
        locations);
  }

  private static List<Location> locations(Tuple breakpoint, List<Entry> following) {
    Stream<Tuple> behind =
        following.stream()
            .takeWhile(e -> e.name().isEmpty() && e.value() instanceof Tuple)
            .map(e -> (Tuple) e.value());
    return Stream.concat(breakpoint.list("locations").tuples(), behind)
        .map(t ->
            new Location(
                t.text("number"), !t.text("enabled").equals("n"), t.number("addr"), t.text("func")))
        .toList();
  }
}
