package io.github.pmdb.procfs.lock;

import io.github.pmdb.snapshot.Registers;
import java.util.List;
import java.util.Optional;

/// The arguments of the system call `futex` (`linux/futex.h`, `futex(2)`).
///
/// @param address of the futex word
/// @param operation command and flags
/// @param value the word's value that the caller saw
/// @param timeout pointer to the time limit, 0 for none
public record FutexCall(long address, int operation, int value, long timeout) {
  /// Number of the system call on x86-64.
  public static final long NUMBER = 202;

  static final int WAIT = 0;
  static final int LOCK_PI = 6;
  static final int WAIT_BITSET = 9;
  static final int LOCK_PI2 = 13;
  private static final int PRIVATE = 128;
  private static final int CLOCK_REALTIME = 256;
  private static final List<String> COMMANDS =
      List.of(
          "WAIT",
          "WAKE",
          "FD",
          "REQUEUE",
          "CMP_REQUEUE",
          "WAKE_OP",
          "LOCK_PI",
          "UNLOCK_PI",
          "TRYLOCK_PI",
          "WAIT_BITSET",
          "WAKE_BITSET",
          "WAIT_REQUEUE_PI",
          "CMP_REQUEUE_PI",
          "LOCK_PI2");

  public static FutexCall of(List<Long> arguments) {
    return new FutexCall(
        arguments.get(0),
        arguments.get(1).intValue(),
        arguments.get(2).intValue(),
        arguments.get(3));
  }

  /// The call that a thread was in when it stopped: the kernel leaves the number of an interrupted
  /// system call in `orig_rax` and its arguments in rdi, rsi, rdx and r10 (x86-64 Linux).
  public static Optional<FutexCall> of(Registers r) {
    return r.get("orig_rax") == NUMBER
        ? Optional.of(of(List.of(r.get("rdi"), r.get("rsi"), r.get("rdx"), r.get("r10"))))
        : Optional.empty();
  }

  int command() {
    return operation & ~(PRIVATE | CLOCK_REALTIME);
  }

  /// Whether only threads of one process share it.
  public boolean isPrivate() {
    return (operation & PRIVATE) != 0;
  }

  /// Whether it waits until the word changes.
  public boolean waits() {
    return command() == WAIT || command() == WAIT_BITSET;
  }

  /// Whether it ends by itself after some time.
  public boolean timed() {
    return timeout != 0;
  }

  /// Whether a time limit, if any, is a moment of the wall clock and not a length.
  public boolean realTime() {
    return (operation & CLOCK_REALTIME) != 0;
  }

  /// Whether a time limit is a moment and not a length.
  public boolean absolute() {
    return command() != WAIT;
  }

  /// As glibc's headers spell it: `FUTEX_WAIT_PRIVATE`.
  public String operationName() {
    int command = command();
    String name =
        command >= 0 && command < COMMANDS.size()
            ? COMMANDS.get(command)
            : Integer.toString(command);
    return "FUTEX_"
        + name
        + (isPrivate() ? "_PRIVATE" : "")
        + (realTime() ? "|CLOCK_REALTIME" : "");
  }
}
