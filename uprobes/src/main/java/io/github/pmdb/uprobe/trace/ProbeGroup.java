package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.MapShape;
import io.github.pmdb.uprobe.kernel.ProbePoint;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import io.github.pmdb.uprobe.kernel.Program;
import io.github.pmdb.uprobe.kernel.Tracer;
import io.github.pmdb.uprobe.kernel.UprobeLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Places where the same programs run: these are loaded once, and tied to all places by one link
/// for each file. What they send goes into the ring of the whole trace.
final class ProbeGroup implements AutoCloseable {
  private final Tracer tracer;
  private final KernelMap counts;
  private final List<UprobeLink.RefusedPoint> refused;

  private ProbeGroup(Tracer tracer, KernelMap counts, List<UprobeLink.RefusedPoint> refused) {
    this.tracer = tracer;
    this.counts = counts;
    this.refused = refused;
  }

  /// @param places where each of the programs is to run
  /// @param confined makes of a program what the kernel is given
  /// @param shared maps that all groups have in common, the ring among them
  /// @throws io.github.pmdb.snapshot.UserError when the kernel does not let us
  static ProbeGroup start(
      Recording recording,
      Map<Recording.Stage, List<ProbeSet>> places,
      UnaryOperator<Code> confined,
      Map<String, KernelMap> shared) {
    Tracer tracer = Tracer.open();
    try {
      KernelMap counts = maps(recording, tracer, shared);
      List<UprobeLink.RefusedPoint> refused = new ArrayList<>();
      for (Recording.Stage stage : recording.stages()) {
        Program program =
            tracer
                .load(tracer.shape(stage.name(), confined.apply(stage.code())).sleeping())
                .orThrow();
        for (ProbeSet each : merged(Objects.requireNonNull(places.get(stage)))) {
          refused.addAll(tracer.attach(program, each).refused());
        }
      }
      return new ProbeGroup(tracer, counts, refused);
    } catch (RuntimeException | Error e) {
      tracer.close();
      throw e;
    }
  }

  /// @return that of the counts
  private static KernelMap maps(Recording recording, Tracer tracer, Map<String, KernelMap> shared) {
    Map<String, MapShape> shapes = recording.maps(TraceRun.RING_BYTES);
    shared.forEach(tracer::share);
    shapes.forEach((name, shape) -> {
      if (!shared.containsKey(name) && !name.equals(Recording.COUNTS)) {
        tracer.map(name, shape);
      }
    });
    return tracer.map(Recording.COUNTS, Objects.requireNonNull(shapes.get(Recording.COUNTS)));
  }

  /// All points of the same file and process together.
  private static List<ProbeSet> merged(List<ProbeSet> places) {
    Map<ProbeSet, List<ProbePoint>> points = new LinkedHashMap<>();
    for (ProbeSet place : places) {
      ProbeSet without = new ProbeSet(place.file(), List.of(), place.pid(), place.atReturn());
      points.computeIfAbsent(without, _ -> new ArrayList<>()).addAll(place.points());
    }
    return points.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each ->
            new ProbeSet(
                each.getKey().file(),
                each.getValue(),
                each.getKey().pid(),
                each.getKey().atReturn()))
        .toList();
  }

  Counts counts() {
    return Counts.of(counts.get(0));
  }

  /// The points that the kernel took no probe at.
  List<UprobeLink.RefusedPoint> refused() {
    return refused;
  }

  /// No hits come from then on.
  void detach() {
    tracer.detach();
  }

  @Override
  public void close() {
    tracer.close();
  }
}
