package io.github.pmdb.uprobe.attach;

import io.github.pmdb.frame.dwarf.CfaRule;
import io.github.pmdb.frame.dwarf.RegisterRule;
import io.github.pmdb.frame.dwarf.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether the kernel's return probes may put an address of theirs in the place of what lies on the
/// stack where a function begins. They know calls of a thread as a stack of their own: of one that
/// is returned from twice, or on another stack, they know no more where to go on, and end the
/// program.
final class ReturnAddress {
  /// They return once more when `longjmp` or `setcontext` goes to where they were called from.
  private static final Set<String> TWICE =
      Set.of(
          "setjmp",
          "_setjmp",
          "__setjmp",
          "sigsetjmp",
          "__sigsetjmp",
          "getcontext",
          "__getcontext",
          "swapcontext",
          "__swapcontext");

  /// With these a program runs on stacks of its own making: of the C library, of Boost.Context, of
  /// libco.
  private static final Set<String> OTHER_STACKS =
      Set.of(
          "makecontext",
          "swapcontext",
          "setcontext",
          "jump_fcontext",
          "ontop_fcontext",
          "make_fcontext",
          "co_create",
          "co_switch");

  /// Of x86-64, in DWARF's counting.
  private static final int STACK_POINTER = 7;

  private static final long WORD = 8;

  private ReturnAddress() {}

  /// Names of functions that make or change stacks.
  static Set<String> otherStacks() {
    return OTHER_STACKS;
  }

  /// Why it must not be changed.
  ///
  /// @param names of the function
  /// @param entry how its caller is found at its first instruction, where that is known
  static Optional<String> objection(List<String> names, Optional<Row> entry) {
    if (names.stream().anyMatch(TWICE::contains)) {
      return Optional.of("it may return twice, which the kernel's return probes do not survive");
    }
    return entry.filter(row -> !isCalled(row)).isPresent()
        ? Optional.of("it is not entered by a call, so what lies on the stack is no return address")
        : Optional.empty();
  }

  /// A call leaves the return address on top of the stack.
  private static boolean isCalled(Row row) {
    return !row.signalFrame()
        && row.cfa().equals(new CfaRule.RegisterOffset(STACK_POINTER, WORD))
        && row.rules().get(row.returnAddress()).equals(new RegisterRule.AtOffset(-WORD));
  }
}
