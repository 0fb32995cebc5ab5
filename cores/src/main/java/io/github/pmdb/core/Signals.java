package io.github.pmdb.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names of signals and meanings of their codes, as Linux numbers them on x86, ARM, PowerPC, s390
/// and RISC-V (`include/uapi/asm-generic/signal.h`, `siginfo.h`).
public final class Signals {
  public static final int ILL = 4;
  public static final int TRAP = 5;
  public static final int ABRT = 6;
  public static final int BUS = 7;
  public static final int FPE = 8;
  public static final int SEGV = 11;
  public static final int CHLD = 17;
  public static final int SYS = 31;

  /// Raised by the kernel itself, without a more precise code.
  static final int SI_KERNEL = 0x80;

  private static final Set<Integer> DUMPING =
      Set.of(3, ILL, TRAP, ABRT, BUS, FPE, SEGV, 24, 25, SYS);

  private static final int FIRST_REAL_TIME = 34;
  private static final int LAST_REAL_TIME = 64;

  private static final List<String> NAMES =
      List.of(
          "0",
          "SIGHUP",
          "SIGINT",
          "SIGQUIT",
          "SIGILL",
          "SIGTRAP",
          "SIGABRT",
          "SIGBUS",
          "SIGFPE",
          "SIGKILL",
          "SIGUSR1",
          "SIGSEGV",
          "SIGUSR2",
          "SIGPIPE",
          "SIGALRM",
          "SIGTERM",
          "SIGSTKFLT",
          "SIGCHLD",
          "SIGCONT",
          "SIGSTOP",
          "SIGTSTP",
          "SIGTTIN",
          "SIGTTOU",
          "SIGURG",
          "SIGXCPU",
          "SIGXFSZ",
          "SIGVTALRM",
          "SIGPROF",
          "SIGWINCH",
          "SIGIO",
          "SIGPWR",
          "SIGSYS");

  /// Codes that mean the same for every signal.
  private static final Map<Integer, String> COMMON =
      Map.ofEntries(
          Map.entry(SI_KERNEL, "raised by the kernel"),
          Map.entry(0, "sent by kill"),
          Map.entry(-1, "sent by sigqueue"),
          Map.entry(-2, "a timer expired"),
          Map.entry(-3, "a message arrived in an empty queue"),
          Map.entry(-4, "asynchronous I/O completed"),
          Map.entry(-5, "I/O became possible"),
          Map.entry(-6, "sent by tgkill (raise, abort or pthread_kill)"),
          Map.entry(-7, "asynchronous name lookup completed"),
          Map.entry(-60, "asynchronous name lookup completed"));

  /// Texts of the codes 1, 2, 3, … of each signal.
  private static final Map<Integer, List<String>> SPECIFIC =
      Map.of(
          ILL,
          List.of(
              "illegal opcode",
              "illegal operand",
              "illegal addressing mode",
              "illegal trap",
              "privileged opcode",
              "privileged register",
              "coprocessor error",
              "internal stack error",
              "unimplemented instruction address"),
          FPE,
          List.of(
              "integer divide by zero",
              "integer overflow",
              "floating-point divide by zero",
              "floating-point overflow",
              "floating-point underflow",
              "floating-point inexact result",
              "floating-point invalid operation",
              "subscript out of range"),
          SEGV,
          List.of(
              "address not mapped to object",
              "invalid permissions for mapped object",
              "failed address bound checks",
              "access was denied by memory protection keys",
              "memory tagging is not enabled for this object",
              "adjacent memory tag does not match",
              "precise memory tag mismatch",
              "asynchronous memory tag mismatch",
              "synchronous memory tag mismatch",
              "control protection fault (shadow stack or branch tracking)"),
          BUS,
          List.of(
              "invalid address alignment",
              "nonexistent physical address (file shorter than its mapping?)",
              "object-specific hardware error",
              "hardware memory error: action required",
              "hardware memory error: action optional"),
          TRAP,
          List.of(
              "breakpoint",
              "trace trap (single step)",
              "taken branch trap",
              "hardware breakpoint or watchpoint",
              "undiagnosed trap",
              "performance event"),
          CHLD,
          List.of(
              "child has exited",
              "child was killed",
              "child was killed and dumped core",
              "traced child has trapped",
              "child has stopped",
              "stopped child has continued"),
          SYS,
          List.of("system call refused by seccomp", "system call dispatched to the program"));

  private Signals() {}

  /// `SIGSEGV`; `SIGRTMIN+3` for real-time signals, counted as glibc does; `signal 99` for what is
  /// none.
  public static String name(int number) {
    if (number > 0 && number < NAMES.size()) {
      return NAMES.get(number);
    }
    if (number >= FIRST_REAL_TIME && number <= LAST_REAL_TIME) {
      return "SIGRTMIN+" + (number - FIRST_REAL_TIME);
    }
    return "signal " + number;
  }

  /// What `si_code` says about how the signal came to be; empty when that is not known.
  public static String codeText(int number, int code) {
    if (number == SEGV && code == SI_KERNEL) {
      return "general protection (often a non-canonical address), the kernel does not tell which";
    }
    String common = COMMON.get(code);
    if (common != null) {
      return common;
    }
    List<String> texts = SPECIFIC.getOrDefault(number, List.of());
    return code > 0 && code <= texts.size() ? texts.get(code - 1) : "";
  }

  /// Whether the signal, with a code of the kernel, carries the address that caused it.
  static boolean hasAddress(int number, int code) {
    boolean fault = number == SEGV || number == BUS || number == ILL || number == FPE;
    return code > 0 && code != SI_KERNEL && (fault || number == TRAP);
  }

  /// Whether the default action is to write a core (`signal(7)`): SIGQUIT, SIGILL, SIGTRAP,
  /// SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS.
  static boolean dumpsCore(int number) {
    return DUMPING.contains(number);
  }

  /// Whether the signal was sent by a process: kill, sigqueue, a message queue, tgkill.
  static boolean hasSender(int code) {
    return code == 0 || code == -1 || code == -3 || code == -6;
  }
}
