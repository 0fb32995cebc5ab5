package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.core.CoreSnapshot.Sender;
import io.github.pmdb.core.CoreSnapshot.SignalInfo;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a core for why it was written.
final class CrashReading {
  /// `si_code` of signals that the kernel raises without an address (`asm-generic/siginfo.h`).
  private static final int SI_KERNEL = 0x80;

  /// `si_code` of tgkill, which raise() and abort() are made of.
  private static final int SI_TKILL = -6;

  private static final int SIGABRT = 6;
  private static final int SIGSEGV = 11;

  private final CoreSnapshot core;
  private final AddressNote addresses;
  private final LockReading locks;
  private final ScriptPauses pauses;

  /// @param locks what its threads waited for
  /// @param pauses what their scripts waited for
  CrashReading(CoreSnapshot core, LockReading locks, ScriptPauses pauses) {
    this.locks = locks;
    this.pauses = pauses;
    this.core = core;
    this.addresses = new AddressNote(core);
  }

  Finding read() {
    long tid = core.threads().isEmpty() ? core.process().pid() : core.threads().getFirst().tid();
    return killedBy(core).map(signal -> crash(signal, tid)).orElseGet(() -> dumped(tid));
  }

  /// The signal that ended the process; absent where the core was written on demand.
  static Optional<SignalInfo> killedBy(CoreSnapshot core) {
    return core.death().signal().filter(_ -> !core.death().onDemand());
  }

  private Finding dumped(long tid) {
    if (core.threads().isEmpty()) {
      return new Finding(
          VerdictKind.UNKNOWN,
          who(core.process()) + ": the core has no thread, so what ended it is not known",
          List.of(),
          tid);
    }
    String headline = who(core.process()) + " was dumped on demand; no signal had killed it";
    List<String> reasons = locks.reasons();
    if (!locks.isDeadlocked() && pauses.holder().isPresent()) {
      ScriptPauses.Holder holder = pauses.holder().get();
      String waits = pauses.text(holder.tid()).map(w -> " and " + w).orElse("");
      String told = headline + "; " + ScriptPauses.sentence(holder) + waits;
      return new Finding(VerdictKind.DUMPED, told, reasons, holder.tid());
    }
    if (!locks.isDeadlocked()) {
      String waits = pauses.text(tid).map(w -> "; its main thread " + w).orElse("");
      return new Finding(VerdictKind.DUMPED, headline + waits, reasons, tid);
    }
    long first = locks.telling(pauses.holder().map(ScriptPauses.Holder::tid));
    return new Finding(VerdictKind.DEADLOCKED, headline + ": it is deadlocked", reasons, first);
  }

  private Finding crash(SignalInfo signal, long tid) {
    List<String> reasons = new ArrayList<>();
    Optional<ThreadInfo> thread = core.threads().stream().findFirst();
    signal.faultAddress().ifPresent(a -> reasons.add(fault(a)));
    thread.flatMap(t -> overflow(signal, t)).ifPresent(reasons::add);
    thread.flatMap(ThreadInfo::registers).ifPresent(r -> explainPc(r, signal, reasons));
    reasons.addAll(senderAndWords(signal));
    reasons.addAll(locks.reasons());
    return new Finding(VerdictKind.CRASHED, headline(signal), reasons, tid);
  }

  private String headline(SignalInfo signal) {
    String code = signal.codeText().isEmpty() ? "" : " (" + signal.codeText() + ")";
    String at = signal.faultAddress().map(a -> " at " + Addresses.hex(a)).orElse("");
    return who(core.process()) + " was killed by " + signal.name() + code + at;
  }

  static String who(ProcessInfo process) {
    String name = process.name().isEmpty() ? "the process" : process.name();
    return name + " (pid " + process.pid() + ")";
  }

  private String fault(long address) {
    return "the fault address %s is %s"
        .formatted(Addresses.hex(address), addresses.describe(address));
  }

  private Optional<String> overflow(SignalInfo signal, ThreadInfo thread) {
    return signal
        .faultAddress()
        .filter(a -> addresses.overflowsStack(thread, a))
        .map(_ -> "that is just below the thread's stack: a stack overflow, most likely recursion");
  }

  private void explainPc(Registers registers, SignalInfo signal, List<String> reasons) {
    long pc = registers.pc();
    boolean canRun = core.mappingAt(pc).map(m -> m.executable()).orElse(false);
    if (!canRun && signal.number() == SIGSEGV) {
      reasons.add(
          "the program counter is %s: it called or returned to a bad address"
              .formatted(addresses.describe(pc)));
    }
    if (signal.code() == SI_KERNEL && signal.number() == SIGSEGV) {
      reasons.add(
          "the processor gave no fault address: a non-canonical address was used"
              + suspects(registers));
    }
  }

  /// Registers that hold an address which no mapping can have.
  private static String suspects(Registers registers) {
    List<String> odd = new ArrayList<>();
    for (String name : Registers.NAMES.subList(0, 15)) {
      long value = registers.get(name);
      if ((value >> 47) != 0 && (value >> 47) != -1) {
        odd.add("%s = %s".formatted(name, Addresses.hex(value)));
      }
    }
    return odd.isEmpty() ? "" : "; suspects: " + String.join(", ", odd);
  }

  /// `abort()` sends the signal to its own thread, after words that tell why.
  private List<String> senderAndWords(SignalInfo signal) {
    List<String> reasons = new ArrayList<>();
    boolean itself = signal.sender().map(s -> s.pid() == core.process().pid()).orElse(true);
    Optional<String> words =
        signal.number() == SIGABRT && itself ? AbortMessage.of(core) : Optional.empty();
    if (signal.number() == SIGABRT && itself && (signal.code() == SI_TKILL || words.isPresent())) {
      reasons.add("the program ended itself with abort()");
    } else {
      signal.sender().map(this::sender).ifPresent(reasons::add);
    }
    words.ifPresent(w -> reasons.add("the C library said: " + w));
    if (!signal.explained()) {
      reasons.add("who or what raised it is not known: the core has no readable NT_SIGINFO note");
    }
    return reasons;
  }

  private String sender(Sender sender) {
    return sender.pid() == core.process().pid()
        ? "the process sent the signal to itself"
        : "sent by process %d of user %d".formatted(sender.pid(), sender.uid());
  }
}
