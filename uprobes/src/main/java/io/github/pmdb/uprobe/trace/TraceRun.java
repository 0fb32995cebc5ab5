package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A trace that runs. Closing it takes its probes away; so does the end of this process, in
/// whatever way.
public final class TraceRun implements AutoCloseable {
  /// A location means that many places when a function is inlined everywhere.
  private static final int MOST_PLACES = 64;

  private final List<PlacedProbe> probes = new ArrayList<>();

  private TraceRun() {}

  /// What a trace is to be.
  ///
  /// @param calls whether calls are told, where they return, and not places that are come by
  /// @param perSecond how many hits of each place are handed over in a second at most
  public record Wanted(TraceSpec spec, boolean calls, long perSecond) {}

  /// Compiles. Nothing is in the kernel yet.
  ///
  /// @param symbols of the file that the location is in
  /// @throws UserError when something cannot be had
  public static List<Plan> plans(Wanted wanted, Symbols symbols, Instructions code) {
    TraceSpec spec = wanted.spec();
    Optional<StaticPlaces> statics = StaticPlaces.of(spec.location().text());
    if (statics.isPresent()) {
      if (wanted.calls()) {
        throw new UserError(statics.get() + " does not return", "trace " + statics.get());
      }
      return statics.get().in(code.file().file()).stream()
          .map(probe -> Plan.ofStatic(spec, symbols, code, probe, wanted.perSecond()))
          .toList();
    }
    List<Long> places =
        new PlaceSearch(symbols, code).places(spec.location().text(), wanted.calls());
    if (places.isEmpty() || places.size() > MOST_PLACES) {
      throw new UserError(
          "%s means %d places of the program; 1 to %d can be traced"
              .formatted(spec.location().text(), places.size(), MOST_PLACES),
          "Name one of them: FILE:LINE or *ADDRESS.");
    }
    return places.stream()
        .map(place ->
            wanted.calls()
                ? Plan.ofCall(spec, symbols, place, wanted.perSecond())
                : Plan.of(spec, symbols, place, wanted.perSecond()))
        .toList();
  }

  /// Loads and attaches.
  ///
  /// @throws UserError when the kernel does not let us
  public static TraceRun start(List<Plan> plans, Instructions code) {
    TraceRun run = new TraceRun();
    try {
      for (Plan plan : plans) {
        run.probes.add(PlacedProbe.start(plan, code.instruction(plan.place(), plan.semaphore())));
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
    return probes.stream().map(PlacedProbe::counts).reduce(Counts.NONE, Counts::plus);
  }

  @Override
  public void close() {
    probes.forEach(PlacedProbe::close);
  }
}
