package io.github.pmdb.uprobe.attach;

import io.github.pmdb.uprobe.kernel.ProbeSet;

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
}
