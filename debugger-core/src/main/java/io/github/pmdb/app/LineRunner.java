package io.github.pmdb.app;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.breakpoint.PyStop;
import io.github.pmdb.command.trace.TraceClash;
import io.github.pmdb.shell.AtExit;
import io.github.pmdb.shell.NativeConsole;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;

/// Runs lines without a terminal: those of `-ex`, `-x` and of a pipe.
final class LineRunner {
  private final OpenSession session;
  private final Dispatcher dispatcher;
  private final NativeConsole console;
  private final Printer printer;
  private final MissedStop missed;
  private boolean failed;
  private boolean reachedEngine;

  /// @param watched whether somebody can interrupt a program that runs on
  LineRunner(
      OpenSession session,
      Dispatcher dispatcher,
      NativeConsole console,
      Printer printer,
      boolean watched) {
    this.missed = new MissedStop(watched);
    this.session = session;
    this.dispatcher = dispatcher;
    this.console = console;
    this.printer = printer;
    session.background().listen(page -> printer.note(page));
  }

  /// Whether any line failed.
  boolean failed() {
    return failed;
  }

  /// Runs a script until its end or until a line ends the session. A line that fails is told and
  /// does not keep the next ones from running.
  void runAll(String script) {
    for (String part : ScriptText.split(script)) {
      run(part);
    }
  }

  void run(String line) {
    if (session.ended() || line.isBlank()) {
      return;
    }
    boolean failedBefore = failed;
    failed = false;
    try {
      missed.check(line);
      if (dispatcher.owns(line, console.usable())) {
        Answer answer = new Cancellation().guard(() -> dispatcher.run(session, line));
        AtExit.standAside();
        failed |= answer.failed();
        printer.result(answer);
        if (!answer.then().isEmpty()) {
          theirs(answer.then());
        }
      } else if (console.usable()) {
        theirs(line);
      } else {
        throw dispatcher.unknown(Dispatcher.name(line));
      }
    } catch (UserError e) {
      AtExit.standAside();
      failed = true;
      printer.error(e);
    }
    missed.note(line, failed);
    failed |= failedBefore;
  }

  /// Whether any line was the engine's.
  boolean reachedEngine() {
    return reachedEngine;
  }

  private void theirs(String line) {
    reachedEngine = true;
    session.startEngine();
    NativeConsole.Captured captured = console.capture(line);
    AtExit.standAside();
    failed |= captured.failed();
    printer.console(line, captured.text(), captured.failed());
    if (captured.failed() && !dispatcher.meant(line).isEmpty()) {
      printer.note(dispatcher.meant(line));
    }
    PyStop.after(session).ifPresent(printer::result);
    TraceClash.after(session).ifPresent(printer::note);
  }
}
