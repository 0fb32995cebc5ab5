package io.github.pmdb.core;

import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A core file as a snapshot, with what only a core can tell.
public interface CoreSnapshot extends Snapshot {
  /// The core as a plain ELF file, for engines that read it themselves: the file that was opened,
  /// or of a compressed one the unpacked copy, which lives until [#close].
  java.nio.file.Path plainFile();

  /// How the process ended.
  Death death();

  /// Whether the file holds what its headers promise.
  Completeness completeness();

  /// The paths that the dynamic linker has for objects, by load bias. They are those it was asked
  /// for, where [#mappings] have what links on the way led to; gdb goes by the linker's.
  Map<Long, String> linkerPaths();

  /// Notes that were not understood, by owner and type, for `doctor`-like listings.
  List<String> unknownNotes();

  /// @param onDemand true when no signal killed it: gcore, or a signal number of 0
  /// @param signal absent when dumped on demand
  record Death(boolean onDemand, Optional<SignalInfo> signal) {}

  /// From NT_SIGINFO, else NT_PRSTATUS.
  ///
  /// @param number signal number
  /// @param name `SIGSEGV`
  /// @param code `si_code`
  /// @param codeText what the code means for this signal: `address not mapped to object`
  /// @param faultAddress for SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP raised by the kernel
  /// @param sender for signals sent by kill, tgkill, sigqueue
  record SignalInfo(
      int number,
      String name,
      int code,
      String codeText,
      Optional<Long> faultAddress,
      Optional<Sender> sender) {

    /// @return false when only the signal's number is known: there is no NT_SIGINFO, or not of it
    public boolean explained() {
      return code != 0 || sender.isPresent();
    }
  }

  record Sender(long pid, long uid) {}

  /// @param expectedBytes the size the program headers ask for
  /// @param actualBytes the size of the (decompressed) file
  /// @param missing mappings that are cut, with how much is there
  record Completeness(long expectedBytes, long actualBytes, List<CutMapping> missing) {
    public boolean complete() {
      return missing.isEmpty();
    }
  }

  /// @param presentBytes how many bytes from `start` on the file holds
  record CutMapping(long start, long end, long presentBytes, String path) {}
}
