package io.github.pmdb.uprobe.attach;

import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;

/// How probes see that a function returns.
public enum Returning {
  /// The kernel puts an address of its own in the place of the return address. What unwinds the
  /// stack finds no caller there: an exception that passes such a call ends the program. So does a
  /// return that is not of the thread's last such call: a coroutine's on another stack.
  BY_ADDRESS(8),
  /// Probes at the return instructions, which leave the stack as it is and cost more.
  BY_INSTRUCTION(0);

  /// The C library has handlers for the cancellation of threads, which are none of exceptions, and
  /// functions that change stacks, which others call.
  private static final Pattern C_LIBRARY = Pattern.compile("libc[.-].*");

  private final int popped;

  Returning(int popped) {
    this.popped = popped;
  }

  /// How far the stack pointer is above the place of the return address.
  public int popped() {
    return popped;
  }

  /// The way that fits code among which exceptions may pass, where one of the files has handlers,
  /// or which may run on stacks of its own.
  static Returning among(Collection<Path> files) {
    return files.stream().anyMatch(Returning::spares) ? BY_INSTRUCTION : BY_ADDRESS;
  }

  private static boolean spares(Path file) {
    if (C_LIBRARY.matcher(String.valueOf(file.getFileName())).matches()) {
      return false;
    }
    try {
      ProbedFile opened = ProbedFile.open(file, file.toString());
      return opened.handlesExceptions() || opened.changesStacks();
    } catch (UserError _) {
      // What is no program of this machine's does nothing of the kind either.
      return false;
    }
  }
}
