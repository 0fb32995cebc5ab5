package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A trace that runs. Closing it takes its probes away; so does the end of this process, in
/// whatever way.
public final class TraceRun implements AutoCloseable {
  /// A location means that many places when a function is inlined everywhere.
  private static final int MOST_PLACES = 64;

  private final List<PlacedProbe> probes = new ArrayList<>();

  private TraceRun() {}

  /// Compiles, loads and attaches.
  ///
  /// @param symbols of the program as the process has it
  /// @throws UserError when something cannot be had, or the kernel does not let us
  public static TraceRun start(TraceSpec spec, Symbols symbols, ProcessPlaces process) {
    List<Long> places = symbols.places(spec.location().text());
    if (places.isEmpty() || places.size() > MOST_PLACES) {
      throw new UserError(
          "%s means %d places of the program; 1 to %d can be traced"
              .formatted(spec.location().text(), places.size(), MOST_PLACES),
          "Name one of them: FILE:LINE or *ADDRESS.");
    }
    List<Plan> plans = places.stream().map(place -> Plan.of(spec, symbols, place)).toList();
    TraceRun run = new TraceRun();
    try {
      for (Plan plan : plans) {
        run.probes.add(PlacedProbe.start(plan, process.instruction(plan.place())));
      }
      return run;
    } catch (UserError e) {
      run.close();
      throw e;
    }
  }

  public List<Plan> plans() {
    return probes.stream().map(PlacedProbe::plan).toList();
  }

  /// Waits for hits, at most so long.
  public void await(Duration most) {
    Duration each = most.dividedBy(probes.size());
    for (PlacedProbe probe : probes) {
      if (probe.await(each)) {
        return;
      }
    }
  }

  /// Hands over the hits that have come, of each place in their order.
  ///
  /// @return how many there were
  public int drain(Consumer<Hit> sink) {
    return probes.stream().mapToInt(probe -> probe.drain(sink)).sum();
  }

  /// Of all places together.
  public Counts counts() {
    return probes.stream().map(PlacedProbe::counts).reduce(new Counts(0, 0, 0, 0), Counts::plus);
  }

  @Override
  public void close() {
    probes.forEach(PlacedProbe::close);
  }
}
