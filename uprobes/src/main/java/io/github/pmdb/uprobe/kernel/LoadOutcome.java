package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Refusal;
import java.util.List;

/// What the kernel's verifier made of a program.
public sealed interface LoadOutcome {
  /// Of the log, for a person.
  int MOST_LINES = 40;

  record Loaded(Program program) implements LoadOutcome {}

  /// @param error the error number
  /// @param log what the verifier says: the instructions with what it knows of the registers, the
  ///   reason last; cut at its beginning where it is long
  record Refused(ProgramShape shape, int error, String log) implements LoadOutcome {}

  /// @throws UserError with the verifier's reason
  default Program orThrow() {
    return switch (this) {
      case Loaded(Program program) -> program;
      case Refused(ProgramShape shape, int error, String log) -> throw refusal(shape, error, log);
    };
  }

  private static UserError refusal(ProgramShape shape, int error, String log) {
    if (error == Errno.EPERM || log.isBlank()) {
      return Refusal.of(Command.PROG_LOAD, error);
    }
    return new UserError(
        "the kernel refuses the program %s of %d instructions: %s (%s)"
            .formatted(
                shape.name(), shape.code().instructions().size(), reason(log), Errno.text(error)),
        "that is a fault of pmdb; please report it with the expressions that were asked for and"
            + " what the kernel says:\n"
            + end(log));
  }

  private static String end(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  /// The last line that is not statistics.
  private static String reason(String log) {
    return log.lines()
        .filter(line -> !line.isBlank() && !line.matches("(processed|verification time|stack) .*"))
        .reduce((_, last) -> last)
        .orElse("without a reason");
  }
}
