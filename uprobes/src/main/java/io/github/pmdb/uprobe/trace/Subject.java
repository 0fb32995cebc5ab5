package io.github.pmdb.uprobe.trace;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Whose code is traced.
///
/// @param file the executable, as we can open it
/// @param bias how much further the process has it than the file says
/// @param pid the process
public record Subject(Path file, long bias, long pid) {
  /// Where the instruction at an address of the process lies in the file.
  ///
  /// @throws UserError when it is not of this file
  long offset(long address) {
    try (Arena arena = Arena.ofConfined()) {
      ElfImage image = ElfImage.read(Bytes.map(file, arena), file.toString());
      return image
          .offsetOf(address - bias)
          .orElseThrow(() ->
              new UserError(
                  "0x%x is no address of %s".formatted(address, file),
                  "Code that is made at run time has no probes."));
    }
  }
}
