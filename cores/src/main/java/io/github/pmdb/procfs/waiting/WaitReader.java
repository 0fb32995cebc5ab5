package io.github.pmdb.procfs.waiting;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.lock.FutexCall;
import io.github.pmdb.procfs.lock.LockWait;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// Finds out what the threads of one process wait for.
public final class WaitReader {
  private static final SyscallTable TABLE = SyscallTable.load();

  /// Number of `flock(2)` on x86-64.
  private static final int FLOCK = 73;

  private final ProcDirectory process;
  private final Threads threads;
  private final CallText calls;
  private final FutexText futexes;

  /// @param memory of the process; system calls are decoded for x86-64
  /// @param inLibc whether a program counter lies in the C library, its function `syscall` excepted
  public WaitReader(ProcDirectory process, Memory memory, Threads threads, LongPredicate inLibc) {
    this.process = process;
    this.threads = threads;
    this.futexes = new FutexText(memory, threads, inLibc);
    this.calls = new CallText(memory, process, futexes);
  }

  /// @param text as in [io.github.pmdb.snapshot.ThreadState#waitsFor]
  /// @param call absent when the thread runs or it may not be known
  /// @param lock absent when it waits for no lock with a sure owner, or not for ever
  public record Wait(Optional<String> text, Optional<BlockedCall> call, Optional<LockWait> lock) {
    static final Wait NONE = new Wait(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// @param state the kernel's letter; a thread that runs waits for nothing
  public Wait read(long tid, char state) {
    ProcDirectory thread = process.thread(tid);
    if (state == 'R' || state == 'Z' || state == 'X') {
      return Wait.NONE;
    }
    Optional<BlockedCall> call = thread.text("syscall").flatMap(BlockedCall::parse);
    Optional<String> text = call.flatMap(c -> TABLE.get(c.number()).map(s -> calls.text(s, c)));
    // The kernel function of a stopped thread only tells that it is stopped.
    boolean stopped = state == 'T' || state == 't';
    if (!stopped && (text.isEmpty() || state == 'D')) {
      Optional<String> sleeps = kernelFunction(thread).map(f -> "kernel function " + f);
      text =
          text.isPresent() && sleeps.isPresent()
              ? Optional.of(text.get() + ", in " + sleeps.get())
              : text.or(() -> sleeps);
    }
    return new Wait(text, call, call.flatMap(c -> lock(tid, c)));
  }

  private Optional<LockWait> lock(long tid, BlockedCall call) {
    if (call.number() == FLOCK) {
      return waitsForItself(call) ? Optional.of(LockWait.ofFile(tid, tid)) : Optional.empty();
    }
    if (call.number() != FutexCall.NUMBER || FutexCall.of(call.arguments()).timed()) {
      return Optional.empty();
    }
    OptionalLong owner = futexes.owner(call);
    return owner.isPresent()
        ? Optional.of(new LockWait(tid, call.arguments().getFirst(), owner.getAsLong()))
        : Optional.empty();
  }

  /// Another thread, or a process that has inherited the descriptor, could let the lock go.
  private boolean waitsForItself(BlockedCall call) {
    OptionalInt own =
        threads.names().size() == 1
            ? FileLocks.own(process, call.arguments().getFirst().intValue())
            : OptionalInt.empty();
    return own.isPresent() && !FileLocks.isShared(process, own.getAsInt());
  }

  /// `wchan`, else the first line of `stack`, `[<0>] function+0x12/0x34`; both may be forbidden,
  /// `wchan` is then 0.
  private static Optional<String> kernelFunction(ProcDirectory thread) {
    Optional<String> wchan = thread.text("wchan").filter(w -> !w.isEmpty() && !w.equals("0"));
    return wchan.or(() ->
        thread.lines("stack").stream()
            .findFirst()
            .map(line -> line.replaceFirst("^\\[<.*?>\\] ", "").replaceFirst("\\+.*", "")));
  }
}
