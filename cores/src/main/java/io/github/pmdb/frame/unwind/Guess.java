package io.github.pmdb.frame.unwind;

import io.github.pmdb.frame.dwarf.CpuState;
import io.github.pmdb.frame.unwind.Step.Caller;
import io.github.pmdb.frame.unwind.Step.End;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.util.Arrays;
import java.util.Optional;

/// Finds a caller where no unwind information helps: code made at run time, hand-written assembly,
/// a call through a pointer that leads nowhere, an object whose file is not at hand.
final class Guess {
  /// A frame larger than this is taken for a stale frame pointer. 16 MiB: twice the usual stack.
  private static final long MAX_FRAME = 16 << 20;

  /// How many words above the stack pointer are looked at as a last resort.
  private static final int SCANNED_WORDS = 256;

  private static final byte[] ENDBR64 = {(byte) 0xf3, 0x0f, 0x1e, (byte) 0xfa};

  /// `push %rbp; mov %rsp,%rbp` in the two encodings that assemblers choose.
  private static final byte[] PROLOGUE = {0x55, 0x48, (byte) 0x89, (byte) 0xe5};

  private static final byte[] PROLOGUE_2 = {0x55, 0x48, (byte) 0x8b, (byte) 0xec};

  /// `mov $15,%rax; syscall`: returns from a signal handler (Linux' `rt_sigreturn`).
  private static final byte[] SIGRETURN = {
    0x48, (byte) 0xc7, (byte) 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05
  };

  private final UnwindTables tables;
  private final Memory memory;
  private final CpuState frame;
  private final boolean exact;
  private final String why;

  /// @param exact as in [StackWalk#step]
  /// @param why there is nothing better than a guess
  Guess(UnwindTables tables, CpuState frame, boolean exact, String why) {
    this.tables = tables;
    this.memory = tables.memory();
    this.frame = frame;
    this.exact = exact;
    this.why = why;
  }

  Step step() {
    if (!tables.isExecutable(frame.pc())) {
      return returnAddressOnTop()
          .or(this::framePointer)
          .orElseGet(() -> new End(0, "no code is at this address, and no caller was found"));
    }
    if (startsWith(frame.pc(), SIGRETURN)) {
      return SignalContext.at(frame.sp(), memory);
    }
    Optional<Step> frameByPointer = framePointer();
    return byPrologue()
        .or(() -> exact ? calledFromTop() : Optional.empty())
        .or(() -> frameByPointer.filter(Guess::isVouchedFor))
        .or(this::scan)
        .or(() -> frameByPointer)
        .orElseGet(() -> new End(0, why));
  }

  private static boolean isVouchedFor(Step step) {
    return step instanceof Caller caller && caller.source() == Step.Source.CALL_SITE;
  }

  /// The call instruction has just pushed the return address.
  private Optional<Step> returnAddressOnTop() {
    return returnTo(frame.sp(), frame.rbp(), "the return address on top of the stack");
  }

  /// The same, if a call instruction vouches for it: a leaf function without a frame.
  private Optional<Step> calledFromTop() {
    return word(frame.sp())
        .filter(address -> CallSite.precedes(address, memory))
        .flatMap(_ -> returnAddressOnTop());
  }

  /// What the instructions at the pc or at the function's start tell about the frame.
  private Optional<Step> byPrologue() {
    if (!exact) {
      return Optional.empty();
    }
    if (isPrologue(frame.pc()) || isReturnOrJump(frame.pc())) {
      return returnAddressOnTop();
    }
    if (isPrologue(frame.pc() - 1)) {
      return returnTo(frame.sp() + 8, frame.rbp(), "the start of the function");
    }
    long body = bodyOfFramedFunction();
    return body != 0 && Addresses.less(body, frame.pc() + 1) ? framePointer() : Optional.empty();
  }

  /// Where the frame pointer of the function at the pc is set up; 0 if it sets none up.
  private long bodyOfFramedFunction() {
    Optional<Symbol> function =
        tables.objectAt(frame.pc()).flatMap(o -> o.symbols().at(frame.pc()));
    long start = function.map(Symbol::address).orElse(frame.pc());
    long prologue = startsWith(start, ENDBR64) ? start + ENDBR64.length : start;
    return isPrologue(prologue) ? prologue + PROLOGUE.length : 0;
  }

  private boolean isPrologue(long address) {
    return startsWith(address, PROLOGUE) || startsWith(address, PROLOGUE_2);
  }

  /// `ret`, `endbr64` or the indirect jump of a procedure linkage table.
  private boolean isReturnOrJump(long address) {
    return startsWith(address, new byte[] {(byte) 0xc3})
        || startsWith(address, ENDBR64)
        || startsWith(address, new byte[] {(byte) 0xff, 0x25});
  }

  /// The chain of frame pointers, which V8 and other compilers at run time keep.
  private Optional<Step> framePointer() {
    long rbp = frame.rbp();
    boolean plausible =
        !Addresses.less(rbp, frame.sp()) && Addresses.less(rbp - frame.sp(), MAX_FRAME);
    if (!plausible || (rbp & 7) != 0) {
      return Optional.empty();
    }
    return word(rbp).flatMap(saved -> returnTo(rbp + 8, saved, "the frame pointer"));
  }

  private Optional<Step> scan() {
    for (int i = 0; i < SCANNED_WORDS; i++) {
      long slot = frame.sp() + 8L * i;
      Optional<Long> address = word(slot);
      if (address.isPresent() && isReturnAddress(address.get())) {
        Optional<Step> found = returnTo(slot, frame.rbp(), "a search of the stack");
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// Whether a call or the kernel's delivery of a signal would leave this address on the stack.
  private boolean isReturnAddress(long address) {
    return CallSite.precedes(address, memory) || startsWith(address, SIGRETURN);
  }

  private Optional<Step> returnTo(long slot, long rbp, String how) {
    return word(slot)
        .filter(tables::isExecutable)
        .map(address ->
            new Caller(
                frame.with(slot + 8, rbp, address),
                slot + 8,
                false,
                CallSite.precedes(address, memory) ? Step.Source.CALL_SITE : Step.Source.GUESS,
                "found by " + how + ": " + why));
  }

  private Optional<Long> word(long address) {
    try {
      return Optional.of(memory.i64(address));
    } catch (MemoryFault _) {
      // Guessing reads where nothing need be: no word there is no caller.
      return Optional.empty();
    }
  }

  private boolean startsWith(long address, byte[] code) {
    try {
      return Arrays.equals(memory.bytes(address, code.length), code);
    } catch (MemoryFault _) {
      // Code that cannot be read vouches for nothing.
      return false;
    }
  }
}
