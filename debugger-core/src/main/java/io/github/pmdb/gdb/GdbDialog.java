package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiAnswer;
import io.github.pmdb.mi.MiAnswer.Done;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Asks gdb, and says what it means when no answer comes.
final class GdbDialog {
  /// For what gdb answers at once.
  static final Duration QUICK = Duration.ofSeconds(10);

  /// For what our own commands can do without.
  static final Duration SPARED = Duration.ofSeconds(2);

  /// For what may read debug information of large files.
  static final Duration LONG = Duration.ofMinutes(15);

  /// After which a gdb that is to leave its process counts as busy. An idle one answers in a few
  /// milliseconds.
  private static final Duration ATTENTION = Duration.ofMillis(500);

  private static final String STILL =
      "What needs no gdb still works: py-bt and the other py- commands, stacks by our own unwinder.";

  private final GdbConnection connection;
  private final MiSession session;

  GdbDialog(GdbConnection connection, MiSession session) {
    this.connection = connection;
    this.session = session;
  }

  /// The answer of a command that must succeed.
  ///
  /// @throws GdbError when gdb refuses
  /// @throws UserError when gdb is gone, hangs, or the request was cancelled
  Done ask(MiCommand command, Duration limit) {
    requireAnswering();
    return switch (session.ask(command, limit)) {
      case Done done -> done;
      case MiAnswer.Failed(String message, _) -> throw new GdbError(command.text(), message);
      case MiAnswer.Missing(MiAnswer.Cause cause, String detail) -> throw missing(cause, detail);
    };
  }

  /// The answer of a command that gdb may refuse, for example because it is too old for it.
  Optional<Done> tryAsk(MiCommand command, Duration limit) {
    requireAnswering();
    return switch (session.ask(command, limit)) {
      case Done done -> Optional.of(done);
      case MiAnswer.Failed _ -> Optional.empty();
      case MiAnswer.Missing(MiAnswer.Cause cause, String detail) -> throw missing(cause, detail);
    };
  }

  /// Says a last word to gdb, whatever state it is in and even when the running command has been
  /// cancelled: the interrupt flag of the calling thread is put back behind it.
  MiAnswer say(MiCommand command, Duration limit) {
    return uninterrupted(() -> session.ask(command, limit));
  }

  /// Ends what gdb is busy with, so that it hears the next request: one command at its console, or
  /// of a user's script, can take for ever. A gdb that does not listen then either is killed: the
  /// kernel lets the process run on, and the watchdog takes the breakpoints out.
  ///
  /// @return whether gdb listens; false when it had to be killed
  boolean rouse() {
    if (hears()) {
      return true;
    }
    GdbSignal.interrupt(connection.pid());
    if (hears()) {
      return true;
    }
    connection.kill();
    return false;
  }

  /// Waits for an answer, behind which everything is that gdb told before. A gdb that ends
  /// meanwhile tells that by itself.
  ///
  /// @throws UserError when gdb hangs
  void catchUp() {
    MiAnswer answer = say(MiCommand.of("-list-thread-groups"), SPARED);
    if (answer instanceof MiAnswer.Missing(MiAnswer.Cause cause, String detail)
        && cause == MiAnswer.Cause.TIMEOUT) {
      throw hangs(detail);
    }
  }

  private boolean hears() {
    MiAnswer answer = say(MiCommand.of("-list-thread-groups"), ATTENTION);
    boolean late =
        answer instanceof MiAnswer.Missing(MiAnswer.Cause cause, String _)
            && cause == MiAnswer.Cause.TIMEOUT;
    return !late;
  }

  static <T> T uninterrupted(Supplier<T> action) {
    boolean interrupted = Thread.interrupted();
    try {
      return action.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Whether gdb is there, its channel is open, and it owes no answer.
  boolean answering() {
    return connection.alive() && session.closed().isEmpty() && !session.overdue();
  }

  private void requireAnswering() {
    if (!connection.alive() || session.closed().isPresent()) {
      throw gone();
    }
    if (session.overdue()) {
      throw hangs("an earlier request is not answered yet");
    }
  }

  private UserError missing(MiAnswer.Cause cause, String detail) {
    return switch (cause) {
      case CLOSED -> gone();
      case TIMEOUT -> hangs(detail);
      case CANCELLED -> {
        GdbSignal.interrupt(connection.pid());
        yield new UserError("cancelled", "");
      }
    };
  }

  private UserError gone() {
    return new UserError(
        "gdb (process " + connection.pid() + ") has ended",
        STILL + " Open the target again for gdb.");
  }

  private UserError hangs(String detail) {
    return new UserError(
        "gdb (process " + connection.pid() + ") does not answer: " + detail,
        "It may be busy with something long; Ctrl-C in its console ends that. " + STILL);
  }
}
