package io.github.pmdb.uprobe.latency;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.attach.Place;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.MapKind;
import io.github.pmdb.uprobe.kernel.MapShape;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import io.github.pmdb.uprobe.kernel.Program;
import io.github.pmdb.uprobe.kernel.Tracer;
import io.github.pmdb.uprobe.kernel.UprobeLink;
import io.github.pmdb.uprobe.syscall.Processors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures how long calls of functions take, from their first instruction to their return. It goes
/// on until the tracer is closed.
public final class Latencies {
  /// Calls that may be under way at the same time.
  private static final int MOST_UNDER_WAY = 1 << 16;

  /// Memory of the kernel for the histograms.
  private static final long MOST_BYTES = 128 << 20;

  private final Tracer tracer;
  private final KernelMap times;
  private final KernelMap unseen;
  private final List<Place> places;
  private final Map<Integer, Passed> refused = new TreeMap<>();
  private final List<Passed> passed;

  private Latencies(Tracer tracer, Choice choice) {
    this.tracer = tracer;
    this.places = choice.places();
    this.passed = choice.passed();
    tracer.map(
        LatencyPrograms.STARTS,
        new MapShape(MapKind.LRU_HASH, LatencyPrograms.KEY_BYTES, Long.BYTES, MOST_UNDER_WAY));
    this.times =
        tracer.map(
            LatencyPrograms.TIMES,
            MapShape.perCpuArray(LatencyPrograms.VALUE_BYTES, Math.max(1, places.size())));
    this.unseen = tracer.map(LatencyPrograms.UNSEEN, MapShape.array(Long.BYTES, 1));
  }

  /// Measures from now on.
  ///
  /// @throws UserError when the kernel refuses, or the functions must not be probed where they
  ///   return
  public static Latencies start(Tracer tracer, Choice all) {
    Choice choice = all.target().returning(all);
    requireRoom(choice.places().size(), Processors.possible());
    Latencies started = new Latencies(tracer, choice);
    Program atReturn =
        load(tracer, all, "_r", LatencyPrograms.atReturn(all.target().returning().popped()));
    Program atEntry = load(tracer, all, "", LatencyPrograms.atEntry());
    // First the returns: of a call whose entry is seen, the return is too.
    started.attach(atReturn, choice.target().returns(choice.places()));
    started.attach(atEntry, choice.target().probes(choice.places()));
    return started;
  }

  private static Program load(Tracer tracer, Choice choice, String which, Code code) {
    return tracer
        .load(tracer.shape("pmdb_latency" + which, choice.target().confined(code)))
        .orThrow();
  }

  /// Each processor counts for itself, so that none waits for another.
  ///
  /// @throws UserError when the kernel would need too much memory
  static void requireRoom(int functions, int processors) {
    long most = MOST_BYTES / LatencyPrograms.VALUE_BYTES / processors;
    if (functions > most) {
      throw new UserError(
          "%d functions would take %d MiB of the kernel's memory on %d processors; %d are the most"
              .formatted(
                  functions,
                  ((long) functions * LatencyPrograms.VALUE_BYTES * processors) >> 20,
                  processors,
                  most),
          "give a pattern that fewer match; trace-count takes more");
    }
  }

  private void attach(Program program, ProbeSet probes) {
    UprobeLink link = tracer.attach(program, probes);
    for (UprobeLink.RefusedPoint each : link.refused()) {
      int index = (int) each.point().cookie();
      refused.put(index, Passed.byKernel(places.get(index), each.error()));
    }
  }

  /// What has been measured so far, in the order of the choice.
  public List<Histogram> read() {
    List<Histogram> read = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (!refused.containsKey(i)) {
        read.add(histogram(places.get(i), times.get(i)));
      }
    }
    return read;
  }

  private static Histogram histogram(Place place, ByteBuffer perProcessor) {
    long[] powers = new long[LatencyPrograms.POWERS];
    long calls = 0;
    long total = 0;
    long longest = 0;
    long entered = 0;
    for (int at = 0; at < perProcessor.limit(); at += LatencyPrograms.VALUE_BYTES) {
      for (int power = 0; power < powers.length; power++) {
        long count = perProcessor.getLong(at + power * Long.BYTES);
        powers[power] += count;
        calls += count;
      }
      entered += perProcessor.getLong(at + LatencyPrograms.ENTERED);
      total += perProcessor.getLong(at + LatencyPrograms.TOTAL);
      longest = Math.max(longest, perProcessor.getLong(at + LatencyPrograms.LONGEST));
    }
    // One that began and ended while this was read may be among the ends alone.
    long notReturned = Math.max(0, entered - calls);
    return new Histogram(
        place,
        calls,
        notReturned,
        total,
        longest,
        java.util.Arrays.stream(powers).boxed().toList());
  }

  /// Returns of calls that had begun before.
  public long unseen() {
    return unseen.get(0).getLong();
  }

  /// The functions that get no probe, those that the kernel refused among them.
  public List<Passed> passed() {
    List<Passed> all = new ArrayList<>(passed);
    all.addAll(refused.values());
    return all;
  }
}
