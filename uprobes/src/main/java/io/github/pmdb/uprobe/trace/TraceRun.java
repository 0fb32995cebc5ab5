package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.event.RawRecord;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.MapShape;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import io.github.pmdb.uprobe.kernel.RingBuffer;
import io.github.pmdb.uprobe.kernel.UprobeLink;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.syscall.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A trace that runs. Closing it takes its probes away; so does the end of this process, in
/// whatever way. All places send into one ring, so that hits come in their order.
public final class TraceRun implements AutoCloseable {
  /// Each probe copies a page of the target's code, and each place is compiled for itself.
  private static final int MOST_PLACES = 10_000;

  /// A location means many when a function is inlined everywhere.
  private static final int MOST_PROGRAMS = 64;

  private static final String UNSEEN =
      "calls that end by a jump to another function, whose returns are not seen";

  static final int RING_BYTES = 8 << 20;

  /// While records wait unread the kernel wakes nobody, which costs it more than to send them.
  private static final long NANOS_OF_A_BATCH = 1_000_000;

  private final List<Plan> plans;
  private final Map<Long, Plan> byCookie;
  private final Map<String, KernelMap> shared;
  private final RingBuffer ring;
  private final RawRecord record = new RawRecord();
  private Plan last;
  private final List<ProbeGroup> groups = new ArrayList<>();

  private TraceRun(List<Plan> plans, Map<String, KernelMap> shared) {
    this.plans = plans;
    this.byCookie =
        plans.stream().collect(Collectors.toMap(Plan::cookie, plan -> plan, (one, _) -> one));
    this.last = plans.getFirst();
    this.shared = shared;
    this.ring = new RingBuffer(Objects.requireNonNull(shared.get(Recording.EVENTS)));
  }

  /// What a trace is to be.
  ///
  /// @param perSecond how many hits of each place are handed over in a second at most
  /// @param scripts who finds frames of scripts
  public record Wanted(TraceSpec spec, Form form, long perSecond, Scripts scripts) {
    /// Without frames of scripts.
    public Wanted(TraceSpec spec, Form form, long perSecond) {
      this(spec, form, perSecond, Scripts.NONE);
    }
  }

  /// Compiles. Nothing is in the kernel yet.
  ///
  /// @param symbols of the file that the location is in
  /// @throws UserError when something cannot be had
  public static List<Plan> plans(Wanted wanted, Symbols symbols, Instructions code) {
    requireExpressions(wanted.spec());
    List<Plan> plans = compiled(wanted, symbols, code);
    requireValues(plans);
    String location = wanted.spec().location().text();
    return plans.stream().map(plan -> plan.named(code, location).cheapest(code)).toList();
  }

  private static List<Plan> compiled(Wanted wanted, Symbols symbols, Instructions code) {
    TraceSpec spec = wanted.spec();
    Optional<StaticPlaces> statics = StaticPlaces.of(spec.location().text());
    if (statics.isPresent()) {
      if (wanted.form() != Form.HITS) {
        throw new UserError(statics.get() + " does not return", "trace " + statics.get());
      }
      return statics.get().in(code.file().file()).stream()
          .map(probe -> Plan.ofStatic(wanted, symbols, code, probe))
          .toList();
    }
    PlaceSearch.Found found =
        new PlaceSearch(symbols, code).places(spec.location().text(), wanted.form() != Form.HITS);
    List<Long> places = found.places();
    if (places.isEmpty() || places.size() > MOST_PLACES) {
      throw new UserError(
          "%s means %d places of the program; 1 to %d can be traced"
              .formatted(spec.location().text(), places.size(), MOST_PLACES),
          "Name one of them: FILE:LINE or *ADDRESS.");
    }
    return remarking(at(places, wanted, symbols.of(found.meaning()), code), found.leftOut());
  }

  /// Before one place after the other is found to have none.
  private static void requireExpressions(TraceSpec spec) {
    for (Item item : spec.items()) {
      if (item instanceof Item.Expression(Part part)) {
        ExpressionCompiler.require(part.text());
      }
    }
  }

  /// @throws UserError of the first place, when something has a value at none
  private static void requireValues(List<Plan> plans) {
    Map<String, UserError> missing = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    for (Plan plan : plans) {
      for (Field field : plan.fields()) {
        if (field instanceof Field.Missing none) {
          missing.putIfAbsent(none.name(), none.why());
        } else if (field instanceof Field.Expression expression) {
          known.add(expression.name());
        }
      }
    }
    missing.keySet().removeAll(known);
    if (!missing.isEmpty()) {
      throw missing.values().iterator().next();
    }
  }

  /// The first of them that is told of says it.
  private static List<Plan> remarking(List<Plan> plans, List<String> remarks) {
    List<Plan> told = new ArrayList<>(plans);
    int first = 0;
    while (first < told.size() - 1 && told.get(first).isReturn()) {
      first++;
    }
    for (String each : remarks) {
      told.set(first, told.get(first).remarking(each));
    }
    return told;
  }

  private static List<Plan> at(
      List<Long> places, Wanted wanted, Symbols symbols, Instructions code) {
    return switch (wanted.form()) {
      case HITS ->
          places.stream()
              .map(place ->
                  LibcPlan.of(wanted, symbols, code, place)
                      .map(LibcPlan::atEntry)
                      .orElseGet(() -> Plan.of(wanted, symbols, place)))
              .toList();
      case CALLS -> calls(wanted, symbols, code, places);
      case TREE -> new TreePlan(wanted, symbols, code).plans(places);
    };
  }

  private static List<Plan> calls(
      Wanted wanted, Symbols symbols, Instructions code, List<Long> places) {
    List<Long> seen =
        places.stream().filter(place -> code.objectionToReturn(place).isEmpty()).toList();
    if (seen.isEmpty()) {
      long first = places.getFirst();
      throw new UserError(
          "no return of %s would be seen: %s"
              .formatted(wanted.spec().location().text(), code.objectionToReturn(first).orElse("")),
          "trace-tree tells its entries, trace what it is called with");
    }
    List<Plan> plans = new ArrayList<>();
    for (long place : seen) {
      Plan plan =
          LibcPlan.of(wanted, symbols, code, place)
              .map(LibcPlan::atReturn)
              .orElseGet(() -> Plan.ofCall(wanted, symbols, code, place));
      plans.add(code.mayLeaveUnseen(place) ? plan.remarking(UNSEEN) : plan);
    }
    if (seen.size() < places.size()) {
      plans.set(
          0,
          plans
              .getFirst()
              .remarking(
                  "%d functions whose returns cannot be found"
                      .formatted(places.size() - seen.size())));
    }
    return plans;
  }

  /// Loads and attaches.
  ///
  /// @throws UserError when the kernel does not let us
  public static TraceRun start(List<Plan> plans, Instructions code) {
    Map<List<Recording.Stage>, List<Plan>> groups =
        plans.stream()
            .collect(
                Collectors.groupingBy(
                    plan -> plan.recording().stages(), LinkedHashMap::new, Collectors.toList()));
    if (groups.size() > MOST_PROGRAMS) {
      throw new UserError(
          "what is asked for is somewhere else at each place: that takes %d programs, %d are the most"
              .formatted(groups.size(), MOST_PROGRAMS),
          "Print what is the same at each, such as $arg1 or $retval, or name fewer functions;"
              + " trace-tree without `print` tells thousands.");
    }
    // All of them before the first is attached: it changes the code that is looked at for others.
    List<Map<Recording.Stage, List<ProbeSet>>> places =
        groups.entrySet().stream()
            .map(each -> probes(each.getKey(), each.getValue(), code))
            .toList();
    TraceRun run = started(plans);
    try {
      int next = 0;
      for (List<Plan> each : groups.values()) {
        run.groups.add(
            ProbeGroup.start(
                each.getFirst().recording(),
                places.get(next++),
                code.file()::confined,
                run.shared));
      }
      run.requireSome();
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private static Map<Recording.Stage, List<ProbeSet>> probes(
      List<Recording.Stage> stages, List<Plan> plans, Instructions code) {
    Map<Recording.Stage, List<ProbeSet>> found = new LinkedHashMap<>();
    stages.forEach(stage -> found.put(stage, probes(plans, stage, code)));
    return found;
  }

  private static List<ProbeSet> probes(List<Plan> plans, Recording.Stage stage, Instructions code) {
    return plans.stream()
        .map(plan ->
            stage.atReturn()
                ? code.returns(plan.place(), plan.cookie())
                : code.instruction(plan.probe(), plan.cookie(), plan.semaphore()))
        .toList();
  }

  private static TraceRun started(List<Plan> plans) {
    Map<String, KernelMap> shared = new HashMap<>();
    try {
      shared.put(Recording.EVENTS, KernelMap.create(MapShape.ring(RING_BYTES)));
      if (plans.stream()
          .anyMatch(plan -> plan.recording().maps(RING_BYTES).containsKey(Recording.OPEN))) {
        shared.put(Recording.OPEN, KernelMap.create(Recording.openCalls()));
      }
      return new TraceRun(plans, shared);
    } catch (RuntimeException | Error e) {
      shared.values().forEach(KernelMap::close);
      throw e;
    }
  }

  private void requireSome() {
    List<UprobeLink.RefusedPoint> refused = refused();
    if (refused.stream().map(each -> each.point().cookie()).distinct().count() >= plans.size()) {
      throw new UserError(
          "the kernel takes no probe at offset 0x%x of the file: %s"
              .formatted(
                  refused.getFirst().point().offset(), Errno.text(refused.getFirst().error())),
          "Some instructions cannot be probed: trace the line before or behind.");
    }
  }

  private List<UprobeLink.RefusedPoint> refused() {
    return groups.stream().flatMap(group -> group.refused().stream()).distinct().toList();
  }

  /// The places that the kernel takes no probe at.
  public List<Long> passed() {
    return refused().stream().map(each -> Plan.place(each.point().cookie())).distinct().toList();
  }

  public List<Plan> plans() {
    return plans;
  }

  /// Waits for hits, at most so long.
  public void await(Duration most) {
    if (ring.await(most)) {
      LockSupport.parkNanos(NANOS_OF_A_BATCH);
    }
  }

  /// Takes the probes away: no hits come from then on, and those that have come can be read.
  public void detach() {
    groups.forEach(ProbeGroup::detach);
  }

  /// Hands over the hits that have come, in their order.
  ///
  /// @return how many there were
  public int drain(Consumer<Hit> sink) {
    return read((plan, record) -> sink.accept(Hit.of(plan, record)));
  }

  /// Who reads hits before anything is made of them.
  public interface Reader {
    /// @param record another one once it returns
    void hit(Plan plan, RawRecord record);
  }

  /// Hands over the hits that have come, in their order.
  ///
  /// @return how many there were
  public int read(Reader reader) {
    return ring.read((in, at, length) -> {
      record.move(in, at, length);
      reader.hit(plan(record.cookie()), record);
    });
  }

  /// Most hits are of the place that the one before was of.
  private Plan plan(long cookie) {
    if (cookie != last.cookie()) {
      last = Objects.requireNonNull(byCookie.get(cookie));
    }
    return last;
  }

  /// Of all places together.
  public Counts counts() {
    return groups.stream().map(ProbeGroup::counts).reduce(Counts.NONE, Counts::plus);
  }

  @Override
  public void close() {
    groups.forEach(ProbeGroup::close);
    ring.close();
    shared.values().forEach(KernelMap::close);
  }
}
