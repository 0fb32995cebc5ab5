package io.github.pmdb.uprobe.attach;

import io.github.pmdb.uprobe.kernel.ProbePoint;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import java.util.List;

/// The code of a file, by the addresses that a debugger tells of it.
///
/// @param bias how much further they are than the file says
public record Instructions(ProbeTarget file, long bias) {
  /// A probe at an instruction that is known to begin at an address; the address is its cookie.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when it can not be probed
  public ProbeSet instruction(long address) {
    return file.instruction(address - bias, address);
  }

  /// The same, with a counter in the file that the kernel raises meanwhile.
  ///
  /// @param semaphore its offset in the file, 0 for none
  public ProbeSet instruction(long address, long semaphore) {
    ProbeSet plain = instruction(address);
    List<ProbePoint> points =
        plain.points().stream()
            .map(point -> new ProbePoint(point.offset(), point.cookie(), semaphore))
            .toList();
    return new ProbeSet(plain.file(), points, plain.pid(), plain.atReturn());
  }
}
