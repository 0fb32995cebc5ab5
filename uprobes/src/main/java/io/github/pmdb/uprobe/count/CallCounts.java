package io.github.pmdb.uprobe.count;

import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.attach.Place;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.MapShape;
import io.github.pmdb.uprobe.kernel.Program;
import io.github.pmdb.uprobe.kernel.Tracer;
import io.github.pmdb.uprobe.kernel.UprobeLink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts calls of any number of functions: one program on one link, and for each function a
/// counter of each processor's own. It goes on until the tracer is closed.
public final class CallCounts {
  private static final String COUNTS = "counts";

  private final KernelMap counts;
  private final List<Place> places;
  private final Set<Integer> silent = new HashSet<>();
  private final List<Passed> passed;

  private CallCounts(Tracer tracer, Choice choice) {
    this.places = choice.places();
    this.passed = new ArrayList<>(choice.passed());
    this.counts = tracer.map(COUNTS, MapShape.perCpuArray(Long.BYTES, Math.max(1, places.size())));
  }

  /// Calls of a function.
  public record Count(Place place, long calls) {}

  /// Counts from now on.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when the kernel refuses
  public static CallCounts start(Tracer tracer, Choice choice) {
    CallCounts started = new CallCounts(tracer, choice);
    Code code = choice.target().confined(code());
    Program program = tracer.load(tracer.shape("pmdb_count", code)).orThrow();
    UprobeLink link = tracer.attach(program, choice.target().probes(choice.places()));
    link.refused().forEach(started::refused);
    return started;
  }

  private void refused(UprobeLink.RefusedPoint refused) {
    int index = (int) refused.point().cookie();
    silent.add(index);
    passed.add(Passed.byKernel(places.get(index), refused.error()));
  }

  /// What runs at each call.
  public static Code code() {
    Label end = new Label();
    return new Assembler()
        .call(KernelFunction.GET_ATTACH_COOKIE)
        .store(Width.WORD, Register.R10, -4, Register.R0)
        .move(Register.R2, Register.R10)
        .alu(Alu.ADD, Register.R2, -4)
        .map(Register.R1, COUNTS)
        .call(KernelFunction.MAP_LOOKUP_ELEM)
        .jumpIf(Condition.EQUAL, Register.R0, 0, end)
        .move(Register.R1, 1)
        // Atomic: a sleeping thread of another program may be interrupted on the same processor.
        .atomicAdd(Width.LONG, Register.R0, 0, Register.R1)
        .bind(end)
        .move(Register.R0, 0)
        .exit()
        .finish();
  }

  /// The counts so far, in the order of the choice.
  public List<Count> read() {
    List<Count> read = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (!silent.contains(i)) {
        read.add(new Count(places.get(i), sum(counts.get(i))));
      }
    }
    return read;
  }

  private static long sum(ByteBuffer perProcessor) {
    long sum = 0;
    while (perProcessor.hasRemaining()) {
      sum += perProcessor.getLong();
    }
    return sum;
  }

  /// The functions that get no probe, those that the kernel refused among them.
  public List<Passed> passed() {
    return List.copyOf(passed);
  }
}
