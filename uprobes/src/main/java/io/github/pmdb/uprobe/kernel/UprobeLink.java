package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.Descriptor;
import java.util.ArrayList;
import java.util.List;

/// A program tied to points of a file, until this is closed or the process ends.
public final class UprobeLink implements AutoCloseable {
  private final List<Descriptor> descriptors;
  private final List<RefusedPoint> refused;

  UprobeLink(List<Descriptor> descriptors, List<RefusedPoint> refused) {
    this.descriptors = List.copyOf(descriptors);
    this.refused = List.copyOf(refused);
  }

  /// A point that the kernel took no probe at.
  public record RefusedPoint(ProbePoint point, int error) {}

  /// The points without a probe, in no particular order.
  public List<RefusedPoint> refused() {
    return refused;
  }

  /// Ties `program` to all points that the kernel takes.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when that fails for a reason that has nothing to do
  ///   with single points
  public static UprobeLink attach(Program program, ProbeSet probes) {
    List<Descriptor> opened = new ArrayList<>();
    List<RefusedPoint> refused = new ArrayList<>();
    try {
      if (program.shape().link() == LinkKind.MULTI) {
        new MultiLink(program, opened, refused).attach(probes);
      } else {
        new PerfLink(program, opened, refused).attach(probes);
      }
      return new UprobeLink(opened, refused);
    } catch (RuntimeException e) {
      opened.forEach(Descriptor::close);
      throw e;
    }
  }

  @Override
  public void close() {
    descriptors.reversed().forEach(Descriptor::close);
  }
}
