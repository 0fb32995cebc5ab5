package io.github.pmdb.app;

import io.github.pmdb.app.request.Request;
import io.github.pmdb.app.request.Request.Settings;
import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Background;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.shell.AtExit;
import io.github.pmdb.shell.Shell;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Target;
import io.github.pmdb.target.Targets;
import io.github.pmdb.verdict.VerdictKind;
import java.nio.file.Path;
import java.util.function.IntSupplier;

/// Opens a target with an engine, says the verdict, runs scripts and the shell, leaves.
final class Sessions {
  /// What a shell tells of a program that SIGHUP has ended.
  private static final int HUNG_UP = 128 + 1;

  private final Work work;
  private final Streams streams;
  private final Assembly assembly;
  private final Settings settings;
  private final Printer printer;
  private final ScriptFiles files;

  /// Whether the target is a program that we have started.
  private boolean started;

  Sessions(Work work) {
    this.work = work;
    this.streams = work.streams();
    this.assembly = work.assembly();
    this.settings = work.settings();
    this.printer = work.printer();
    this.files = new ScriptFiles(streams);
  }

  /// Where it stands tells more than a verdict on a program that has not begun. Without a word of
  /// what to do in a batch it is run, as `gdb --batch -ex run` does.
  int started(Target target) {
    boolean whole = settings.batch() && settings.scripts().isEmpty();
    started = true;
    return session(target, whole ? "continue" : "frame", () -> isThere(target) ? kind(target) : 0);
  }

  private int kind(Target target) {
    return settings.batch() && settings.scripts().isEmpty()
        ? assembly.verdict(target).exitCode()
        : 0;
  }

  private static boolean isThere(Target target) {
    return target.startedEngine().orElse(null) instanceof LiveEngine engine
        && engine.pid().isPresent();
  }

  int attach(Targets targets, long pid) {
    if (!settings.useGdb()) {
      return session(targets.observeAndPause(pid));
    }
    // Whether it is there and may be read is asked first: nothing is announced that cannot begin.
    targets.observe(pid).close();
    printer.note(
        "attaching to process %d: it stands still until %s"
            .formatted(pid, prompts() ? "you continue or leave it" : "it is continued or left"));
    VerdictKind before = look(targets, pid);
    return session(targets.attach(pid, work.options()), "", before::exitCode);
  }

  /// The verdict on the process as it is without gdb: with gdb attached the kernel only tells that
  /// it is traced. It stands still for the look, so that native frames fit those of scripts.
  private VerdictKind look(Targets targets, long pid) {
    Answer answer;
    VerdictKind kind;
    try (LiveTarget paused = targets.pause(pid)) {
      OpenSession session = new OpenSession(paused, work.options().withoutEngine());
      answer = new Dispatcher(assembly.commands()).run(session, "verdict");
      kind = assembly.verdict(paused);
    }
    if (saysVerdict()) {
      printer.result(answer);
    }
    return kind;
  }

  private boolean saysVerdict() {
    return prompts() || settings.scripts().isEmpty();
  }

  /// Lines come from a pipe or a file, not from a person who sees no prompt because the output goes
  /// elsewhere.
  private boolean readsLines() {
    return !settings.batch() && settings.scripts().isEmpty() && !streams.inTerminal();
  }

  private boolean prompts() {
    return !settings.batch() && streams.interactive();
  }

  int session(Target target) {
    return session(target, "verdict", () -> assembly.verdict(target).exitCode());
  }

  /// @param first the line that opens the session where it says a verdict; may be empty
  /// @param exitCode of a session whose lines did not fail
  private int session(Target target, String first, IntSupplier exitCode) {
    // SIGTERM and SIGHUP: whatever ends us, the target runs on.
    try (AtExit _ = AtExit.run("leave", () -> leave(target))) {
      return sessionAndFarewell(target, first, exitCode);
    }
  }

  /// The terminal is going away with us, so what gdb says at its end is not shown any more.
  private void leave(Target target) {
    assembly.console(target).between(_ -> {});
    try {
      target.close();
    } catch (UserError e) {
      printer.error(e);
    }
  }

  private int sessionAndFarewell(Target target, String first, IntSupplier exitCode) {
    OpenSession session = new OpenSession(target, work.options());
    try (target;
        Background _ = session.background()) {
      return session(target, first, exitCode, session);
    } finally {
      work.farewell(target);
    }
  }

  private int session(Target target, String first, IntSupplier exitCode, OpenSession session) {
    Dispatcher dispatcher = new Dispatcher(assembly.commands());
    LineRunner lines =
        new LineRunner(session, dispatcher, assembly.console(target), printer, prompts());
    printer.howFound(target);
    if (!first.isEmpty() && saysVerdict()) {
      lines.run(first);
    }
    if (first.equals("continue") && isThere(target)) {
      lines.run("verdict");
    }
    scripts(lines);
    if (started && settings.batch() && !lines.reachedEngine()) {
      printer.note("the program was not let run: `-ex continue` runs it");
    }
    if (prompts() && !session.ended()) {
      return prompt(session, dispatcher, target);
    }
    if (readsLines() && !session.ended()) {
      lines.runAll(files.standardInput());
    }
    AtExit.standAside();
    return lines.failed() ? Application.FAILED : exitCode.getAsInt();
  }

  private int prompt(OpenSession session, Dispatcher dispatcher, Target target) {
    boolean left =
        Shell.run(
            new Shell.Setup(
                session,
                dispatcher,
                assembly.console(target),
                printer.renderer(),
                printer.progressLine(),
                streams.environment()));
    return left ? 0 : HUNG_UP;
  }

  private void scripts(LineRunner lines) {
    for (Request.Script script : settings.scripts()) {
      switch (script) {
        case Request.ScriptLine(String line) -> lines.run(line);
        case Request.ScriptFile(Path file) -> lines.runAll(files.read(file));
      }
    }
  }
}
