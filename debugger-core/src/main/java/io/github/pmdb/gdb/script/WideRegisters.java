package io.github.pmdb.gdb.script;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.memory.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Registers that a gdb is too old for. Before version 14 gdb writes those of a process only as far
/// as it knows them, which the kernel refuses on processors with AMX: a call in the process, or
/// `return`, ends half done, and the process goes on with wrong registers.
public final class WideRegisters {
  /// The first gdb that asks the processor how much there is.
  private static final int SOUND = 14;

  /// `AT_MINSIGSTKSZ`, the stack that a signal takes, with all registers (`<elf.h>`, Linux 5.14).
  private static final long STACK_OF_SIGNAL = 51;

  /// Its value with the most registers that older gdbs know, AVX-512 and protection keys.
  private static final long KNOWN = 3632;

  private WideRegisters() {}

  /// Whether a gdb can write the registers of this machine.
  ///
  /// @param version of gdb, `13.1`
  public static boolean areWritten(String version) {
    return areWritten(version, auxiliary());
  }

  static boolean areWritten(String version, AuxiliaryVector machine) {
    int major = Integer.parseInt(version.substring(0, version.indexOf('.')));
    return major >= SOUND || machine.get(STACK_OF_SIGNAL).orElse(0L) <= KNOWN;
  }

  private static AuxiliaryVector auxiliary() {
    try {
      byte[] own = Files.readAllBytes(Path.of("/proc/self/auxv"));
      return AuxiliaryVector.read(Bytes.of(own), Long.BYTES);
    } catch (IOException e) {
      return AuxiliaryVector.EMPTY; // without /proc there is no process to change either
    }
  }
}
