package io.github.pmdb.procfs.waiting;

import java.util.List;
import java.util.Optional;

/// `/proc/PID/task/TID/syscall` of a thread that is not running, see `proc_pid_syscall(5)`.
///
/// @param number of the system call; -1 when the thread is blocked outside of one
/// @param arguments six of them, none when `number` is -1
/// @param sp stack pointer in user space
/// @param pc program counter in user space
public record BlockedCall(long number, List<Long> arguments, long sp, long pc) {

  /// Empty for `running` and for anything else that is no such line.
  public static Optional<BlockedCall> parse(String line) {
    String[] words = line.strip().split(" ");
    try {
      return switch (words.length) {
        case 3 -> Optional.of(new BlockedCall(-1, List.of(), hex(words[1]), hex(words[2])));
        case 9 -> {
          List<Long> arguments = new java.util.ArrayList<>();
          for (int i = 1; i <= 6; i++) {
            arguments.add(hex(words[i]));
          }
          yield Optional.of(
              new BlockedCall(Long.parseLong(words[0]), arguments, hex(words[7]), hex(words[8])));
        }
        default -> Optional.empty();
      };
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static long hex(String word) {
    return Long.parseUnsignedLong(word.startsWith("0x") ? word.substring(2) : word, 16);
  }
}
