package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.MapShape;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import io.github.pmdb.uprobe.kernel.Program;
import io.github.pmdb.uprobe.kernel.RingBuffer;
import io.github.pmdb.uprobe.kernel.Tracer;
import io.github.pmdb.uprobe.kernel.UprobeLink;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// The program of one place in the kernel, with its ring.
final class PlacedProbe implements AutoCloseable {
  private static final int RING_BYTES = 4 << 20;

  private final Plan plan;
  private final Tracer tracer;
  private final RingBuffer ring;
  private final KernelMap counts;

  private PlacedProbe(Plan plan, Tracer tracer, RingBuffer ring, KernelMap counts) {
    this.plan = plan;
    this.tracer = tracer;
    this.ring = ring;
    this.counts = counts;
  }

  static PlacedProbe start(Plan plan, ProbeSet place) {
    Tracer tracer = Tracer.open();
    try {
      return start(plan, place, tracer);
    } catch (UserError e) {
      tracer.close();
      throw e;
    }
  }

  private static PlacedProbe start(Plan plan, ProbeSet place, Tracer tracer) {
    Recording recording = plan.recording();
    Map<String, KernelMap> maps = new HashMap<>();
    for (Map.Entry<String, MapShape> each : recording.maps(RING_BYTES).entrySet()) {
      maps.put(each.getKey(), tracer.map(each.getKey(), each.getValue()));
    }
    RingBuffer ring = new RingBuffer(Objects.requireNonNull(maps.get(Recording.EVENTS)));
    try {
      for (Recording.Stage stage : recording.stages()) {
        Program program =
            tracer.load(tracer.shape(stage.name(), stage.code()).sleeping()).orThrow();
        attach(
            tracer,
            program,
            new ProbeSet(place.file(), place.points(), place.pid(), stage.atReturn()));
      }
    } catch (UserError e) {
      ring.close();
      throw e;
    }
    return new PlacedProbe(plan, tracer, ring, Objects.requireNonNull(maps.get(Recording.COUNTS)));
  }

  private static void attach(Tracer tracer, Program program, ProbeSet place) {
    UprobeLink link = tracer.attach(program, place);
    if (!link.refused().isEmpty()) {
      throw new UserError(
          "the kernel takes no probe at offset 0x%x of %s: error %d"
              .formatted(
                  link.refused().getFirst().point().offset(),
                  place.file(),
                  link.refused().getFirst().error()),
          "Some instructions cannot be probed: trace the line before or behind.");
    }
  }

  Plan plan() {
    return plan;
  }

  boolean await(Duration most) {
    return ring.await(most);
  }

  int drain(Consumer<Hit> sink) {
    return ring.drain(record -> sink.accept(new Hit(plan, plan.recording().decode(record))));
  }

  Counts counts() {
    return Counts.of(counts.get(0));
  }

  @Override
  public void close() {
    ring.close();
    tracer.close();
  }
}
