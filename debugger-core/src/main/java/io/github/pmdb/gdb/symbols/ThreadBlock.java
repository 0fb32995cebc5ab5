package io.github.pmdb.gdb.symbols;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ThreadStorage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;

/// Where the thread that comes by has the block of a file's variables of its own, in the debugger's
/// words.
final class ThreadBlock {
  private ThreadBlock() {}

  /// @param bias how much further a process has the file than it says
  /// @throws UserError when it is not known, with the reason
  static String expression(Path file, long bias) {
    return switch (ThreadStorage.of(ElfImage.read(Bytes.map(file), file.toString()))) {
      case ThreadStorage.Below(long bytes) -> "($fs_base - %d)".formatted(bytes);
      case ThreadStorage.Stored(long slot, long into) ->
          "($fs_base + *(long *)0x%x - %d)".formatted(slot + bias, into);
      case ThreadStorage.Numbered(long slot) -> ofTable("*(long *)0x%x".formatted(slot + bias));
      case ThreadStorage.Unknown(String why) ->
          throw new UserError(
              "where threads have variables of their own is not known: " + why,
              "Print a pointer to it that the program has.");
    };
  }

  /// glibc's `dtv` (`sysdeps/x86_64/nptl/tls.h`): two words for each file, the address first, and
  /// in front of them how many there are. Without a file's block, that of a thread that has not
  /// used it yet, the address is -1.
  private static String ofTable(String number) {
    String table = "*(long *)($fs_base + 8)";
    return "(%s <= *(long *)(%s - 16) ? *(long *)(%s + 16 * %s) : -1)"
        .formatted(number, table, table, number);
  }
}
