package io.github.pmdb.app;

import io.github.pmdb.app.Request.Settings;
import io.github.pmdb.app.Request.What;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Cancellation;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.stream.HitRow;
import io.github.pmdb.command.trace.stream.TraceStream;
import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.output.Document;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.shell.AtExit;
import io.github.pmdb.shell.Shell;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import io.github.pmdb.target.Targets;
import io.github.pmdb.verdict.CutCore;
import io.github.pmdb.verdict.VerdictKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;

/// Carries a request out: opens the target, says the verdict, runs scripts and the shell, leaves.
final class Application {
  static final int FAILED = 1;

  /// What a shell tells of a program that SIGHUP has ended.
  private static final int HUNG_UP = 128 + 1;

  /// What a signal that ends pmdb leaves for telling what was seen.
  private static final Duration MOST_TELLING = Duration.ofSeconds(3);

  private static final String PYTHON = "Python";

  private final Streams streams;
  private final Assembly assembly;
  private final Settings settings;
  private final Printer printer;

  /// Whether the target is a program that we have started.
  private boolean started;

  private Application(Streams streams, Assembly assembly, Settings settings) {
    this.streams = streams;
    this.assembly = assembly;
    this.settings = settings;
    this.printer = new Printer(streams, settings);
  }

  /// @return the exit code
  static int run(
      Request request, Streams streams, BiFunction<Settings, Streams, Assembly> assembly) {
    try (Assembly parts = assembly.apply(request.settings(), streams)) {
      Application application = new Application(streams, parts, request.settings());
      try {
        return application.act(request.what());
      } catch (UserError e) {
        application.printer.error(e);
        return FAILED;
      }
    }
  }

  private int act(What what) {
    Targets targets = assembly.targets();
    return switch (what) {
      case Request.Core(Path file, Optional<Path> program) ->
          session(targets.openCore(file, options(program)));
      case Request.Attach(long pid) -> attach(targets, pid);
      case Request.RunProgram(List<String> command) ->
          started(targets.run(command, options(Optional.empty())));
      case Request.Backtrace wanted -> backtrace(targets, wanted);
      case Request.Heap wanted -> heap(targets, wanted);
      case Request.Guess(String name, Optional<Path> program) -> act(Guesses.of(name, program));
      case Request.Alone(String line) -> alone(line);
      case Request.Watch(String line) -> untilStopped(() -> alone(line));
      case Request.Trace(long pid, TraceWish wish) -> untilStopped(() -> trace(targets, pid, wish));
      case Request.Demo() -> new Demo(streams, assembly, printer, options(Optional.empty())).run();
    };
  }

  /// Where it stands tells more than a verdict on a program that has not begun. Without a word of
  /// what to do in a batch it is run, as `gdb --batch -ex run` does.
  private int started(Target target) {
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

  private int attach(Targets targets, long pid) {
    if (!settings.useGdb()) {
      return session(targets.observeAndPause(pid));
    }
    // Whether it is there and may be read is asked first: nothing is announced that cannot begin.
    targets.observe(pid).close();
    printer.note(
        "attaching to process %d: it stands still until you continue or leave it".formatted(pid));
    VerdictKind before = look(targets, pid);
    return session(targets.attach(pid, options(Optional.empty())), "", before::exitCode);
  }

  /// The verdict on the process as it is without gdb: with gdb attached the kernel only tells that
  /// it is traced. It stands still for the look, so that native frames fit those of scripts.
  private VerdictKind look(Targets targets, long pid) {
    Answer answer;
    VerdictKind kind;
    try (LiveTarget paused = targets.pause(pid)) {
      OpenSession session = new OpenSession(paused, options(Optional.empty()).withoutEngine());
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

  private OpenOptions options(Optional<Path> program) {
    return new OpenOptions(
        program,
        settings.roots(),
        settings.debugDirectories(),
        settings.sourcePaths(),
        settings.useGdb(),
        settings.gdb(),
        settings.debuginfod(),
        settings.record(),
        printer.colored(),
        printer::progress);
  }

  private int alone(String line) {
    Dispatcher dispatcher = new Dispatcher(assembly.commands());
    OpenSession session = new OpenSession(null, options(Optional.empty()));
    printer.result(dispatcher.run(session, line));
    return 0;
  }

  /// Ctrl-C, SIGTERM and SIGHUP end the watching, not the telling.
  private static int untilStopped(IntSupplier watching) {
    Cancellation cancellation = new Cancellation();
    CountDownLatch told = new CountDownLatch(1);
    try (AtExit _ = AtExit.run("stop watching", () -> stop(cancellation, told))) {
      return cancellation.guard(watching::getAsInt);
    } finally {
      told.countDown();
    }
  }

  private static void stop(Cancellation cancellation, CountDownLatch told) {
    cancellation.cancel();
    try {
      boolean _ = told.await(MOST_TELLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int trace(Targets targets, long pid, TraceWish wish) {
    GdbLaunch gdb =
        new GdbLaunch(
            settings.gdb(), List.of(), streams.environment(), Path.of(""), TerminalSize.USUAL);
    try (LiveTarget target = targets.observe(pid)) {
      TraceStream.run(
          target.snapshot(),
          gdb,
          wish,
          new TraceStream.Sink() {
            @Override
            public void hit(HitRow row, Document text) {
              printer.result(new Answer("trace", row, text, false, false, ""));
            }

            @Override
            public void note(String text) {
              printer.note(text);
            }
          });
    }
    return 0;
  }

  private int backtrace(Targets targets, Request.Backtrace wanted) {
    Optional<Long> pid = Targets.pid(wanted.target());
    if (pid.isPresent() && wanted.stop()) {
      return briefly(targets, pid.get(), wanted);
    }
    OpenOptions options = options(Optional.empty()).withoutEngine();
    try (Target target =
        pid.isPresent()
            ? targets.observe(pid.get())
            : targets.openCore(Path.of(wanted.target()), options)) {
      if (pid.isPresent() && needsStop(target)) {
        return briefly(targets, pid.get(), wanted);
      }
      printer.howFound(target);
      cutPython(target, wanted).ifPresent(printer::note);
      return backtrace(target, wanted).shown(printer);
    }
  }

  /// JavaScript keeps its frames on the stack alone, which can not be found without registers.
  private static boolean needsStop(Target target) {
    return target.interpreters().inspectors().stream().anyMatch(Inspector::needsStop);
  }

  private int briefly(Targets targets, long pid, Request.Backtrace wanted) {
    BriefStop.Moment<Stacks> moment = targets.briefly(pid, target -> backtrace(target, wanted));
    int exitCode = moment.value().shown(printer);
    printer.note("the process stood still for " + inWords(moment.pause()));
    if (moment.late() > 0) {
      printer.note(
          "%d pages of its memory were read only when it ran again: what changes fast may not fit"
              .formatted(moment.late()));
    }
    return exitCode;
  }

  /// A process stands still while its heap is read: a collection would move what is counted.
  private int heap(Targets targets, Request.Heap wanted) {
    Optional<Long> pid = Targets.pid(wanted.target());
    OpenOptions options = options(Optional.empty()).withoutEngine();
    pid.ifPresent(running -> rehearse(targets, running, wanted));
    Target target =
        pid.isPresent()
            ? targets.pause(pid.get())
            : targets.openCore(Path.of(wanted.target()), options);
    try (target) {
      printer.howFound(target);
      OpenSession session = new OpenSession(target, options);
      printer.result(new Dispatcher(assembly.commands()).run(session, wanted.line()));
    } finally {
      farewell(target);
    }
    return 0;
  }

  /// Counts once while the process runs: files are at hand then and our own code is compiled, so
  /// that it stands still for less than half of the time.
  private void rehearse(Targets targets, long pid, Request.Heap wanted) {
    OpenOptions options = options(Optional.empty()).withoutEngine();
    try (Target running = targets.observe(pid)) {
      new Dispatcher(assembly.commands()).run(new OpenSession(running, options), wanted.line());
    } catch (UserError e) {
      // A heap that moves may be unreadable; if the one that stands still is, that will be told.
      printer.progress("goes on after a first look: " + e.getMessage());
    }
  }

  private record Stacks(Answer answer, int exitCode) {
    int shown(Printer printer) {
      printer.result(answer);
      return exitCode;
    }
  }

  private Stacks backtrace(Target target, Request.Backtrace wanted) {
    OpenSession session = new OpenSession(target, options(Optional.empty()).withoutEngine());
    Answer answer = new Dispatcher(assembly.commands()).run(session, line(wanted, target));
    return new Stacks(answer, assembly.verdict(target).exitCode());
  }

  /// Why there are native stacks alone of a core that is cut, though Python is in it.
  private static Optional<String> cutPython(Target target, Request.Backtrace wanted) {
    return wanted.python() || wanted.locals()
        ? Optional.empty()
        : target.interpreters().failed().stream()
            .filter(f -> f.language().equals(PYTHON))
            .findFirst()
            .flatMap(f -> CutCore.of(target).map(cut -> f.what() + " can not be read: " + cut));
  }

  private static String line(Request.Backtrace wanted, Target target) {
    boolean python =
        target.interpreters().inspectors().stream()
            .map(Inspector::language)
            .anyMatch(PYTHON::equals);
    boolean unreadable =
        target.interpreters().failed().stream().anyMatch(f -> f.language().equals(PYTHON));
    boolean tells = python || (unreadable && cutPython(target, wanted).isEmpty());
    String allFrames = wanted.allFrames() ? " " + AllFrames.FLAG : "";
    if (!(tells || wanted.python() || wanted.locals())) {
      return "stacks" + allFrames;
    }
    return (wanted.locals() ? "py-bt-full --all" : "py-bt --all") + allFrames;
  }

  private int session(Target target) {
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
    try (target) {
      return session(target, first, exitCode, new OpenSession(target, options(Optional.empty())));
    } finally {
      farewell(target);
    }
  }

  private int session(Target target, String first, IntSupplier exitCode, OpenSession session) {
    Dispatcher dispatcher = new Dispatcher(assembly.commands());
    LineRunner lines = new LineRunner(session, dispatcher, assembly.console(target), printer);
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
      lines.runAll(standardInput());
    }
    return lines.failed() ? FAILED : exitCode.getAsInt();
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
        case Request.ScriptFile(Path file) -> lines.runAll(read(file));
      }
    }
  }

  private String read(Path file) {
    if (file.toString().equals("-")) {
      return standardInput();
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(
          "cannot read the script %s: %s".formatted(file, FileErrors.reason(e)),
          "-x names a file of commands, one a line",
          e);
    }
  }

  private String standardInput() {
    try {
      return new String(streams.in().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("cannot read standard input: " + e.getMessage(), "", e);
    }
  }

  private void farewell(Target target) {
    if (target instanceof LiveTarget live && !live.stoodStill().isZero()) {
      printer.note("the process stood still for " + inWords(live.stoodStill()));
    }
  }

  static String inWords(Duration duration) {
    return duration.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9)
        : "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}
