package io.github.pmdb.command.trace.subject;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.InterpreterSearch;
import io.github.pmdb.target.Target.FailedInterpreter;
import io.github.pmdb.target.Target.Interpreters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The runtimes of scripting languages in a process. They are looked for when one is asked for.
final class Runtimes implements AutoCloseable {
  private final LiveSnapshot process;

  /// In nanoseconds: to look at a process takes some milliseconds.
  private static final long BETWEEN_LOOKS = 200_000_000;

  private @Nullable Interpreters found;
  private @Nullable LiveSnapshot later;
  private long looked = System.nanoTime();

  Runtimes(LiveSnapshot process) {
    this.process = process;
  }

  /// @param afresh whether what was found may be too old
  Inspector of(String language, boolean afresh) {
    if (afresh && System.nanoTime() - looked > BETWEEN_LOOKS) {
      lookAgain();
    }
    Interpreters all = all();
    return all.inspectors().stream()
        .filter(inspector -> inspector.language().equals(language))
        .findFirst()
        .orElseThrow(() -> missing(all, language));
  }

  private Interpreters all() {
    Interpreters all = found == null ? InterpreterSearch.in(process) : found;
    found = all;
    return all;
  }

  /// Whether it is there, and will not be readable later either.
  boolean isOutOfReach(String language) {
    return failed(all(), language).filter(FailedInterpreter::lasting).isPresent();
  }

  private static Optional<FailedInterpreter> failed(Interpreters all, String language) {
    return all.failed().stream().filter(each -> each.language().equals(language)).findFirst();
  }

  private void lookAgain() {
    looked = System.nanoTime();
    try {
      LiveSnapshot next = LiveProcess.open(process.process().pid());
      close();
      later = next;
      found = InterpreterSearch.in(next);
    } catch (UserError _) {
      // It has ended: what was known of it is all that is left.
    }
  }

  @Override
  public void close() {
    if (later != null) {
      later.close();
      later = null;
    }
  }

  private UserError missing(Interpreters all, String language) {
    String what = "process %d ".formatted(process.process().pid());
    return failed(all, language)
        .map(it ->
            new UserError(
                what + "runs %s, which cannot be read".formatted(it.what()),
                String.join("\n", it.steps())))
        .orElseGet(() ->
            new UserError(what + "runs no %s".formatted(language), "bt prints the native callers"));
  }
}
