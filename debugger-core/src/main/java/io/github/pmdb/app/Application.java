package io.github.pmdb.app;

import io.github.pmdb.app.request.Guesses;
import io.github.pmdb.app.request.Request;
import io.github.pmdb.app.request.Request.Settings;
import io.github.pmdb.app.request.Request.What;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.Subjects;
import io.github.pmdb.command.trace.TraceCommand;
import io.github.pmdb.command.trace.stream.TraceToEnd;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.gdb.files.ScriptPrograms;
import io.github.pmdb.procfs.AttachPermission;
import io.github.pmdb.procfs.AttachPermission.Rule;
import io.github.pmdb.shell.AtExit;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Targets;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.verdict.VerdictKind;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;

/// Carries a request out.
final class Application {
  static final int FAILED = 1;

  /// What a signal that ends pmdb leaves for telling what was seen.
  private static final Duration MOST_TELLING = Duration.ofSeconds(3);

  private final Work work;

  private Application(Work work) {
    this.work = work;
  }

  /// @return the exit code
  static int run(
      Request request, Streams streams, BiFunction<Settings, Streams, Assembly> assembly) {
    try (Assembly parts = assembly.apply(request.settings(), streams)) {
      Printer printer = new Printer(streams, request.settings());
      try {
        return new Application(new Work(streams, parts, request.settings(), printer))
            .act(request.what());
      } catch (UserError e) {
        printer.error(e);
        return failed(request.what());
      }
    }
  }

  /// A process that has ended has a code of its own, though nothing can be read of it.
  private static int failed(What what) {
    Optional<Long> pid =
        switch (what) {
          case Request.Attach(long number) -> Optional.of(number);
          case Request.Backtrace wanted -> Targets.pid(wanted.target());
          case Request.Heap wanted -> Targets.pid(wanted.target());
          case Request.Guess(String name, Optional<Path> _) -> Targets.pid(name);
          case Request.Core _,
              Request.RunProgram _,
              Request.Alone _,
              Request.Watch _,
              Request.Trace _,
              Request.Demo _ ->
              Optional.empty();
        };
    boolean ended =
        pid.map(AttachPermission::explain).filter(p -> p.rule() == Rule.ZOMBIE).isPresent();
    return ended ? VerdictKind.ZOMBIE.exitCode() : FAILED;
  }

  private int act(What what) {
    Targets targets = work.assembly().targets();
    Sessions sessions = new Sessions(work);
    OneShots oneShots = new OneShots(work);
    return switch (what) {
      case Request.Core(Path file, Optional<Path> program) ->
          sessions.session(targets.openCore(file, work.options(program)));
      case Request.Attach(long pid) -> sessions.attach(targets, pid);
      case Request.RunProgram(List<String> command) ->
          sessions.started(targets.run(followed(command), work.options()));
      case Request.Backtrace wanted -> oneShots.backtrace(targets, wanted);
      case Request.Heap wanted -> oneShots.heap(targets, wanted);
      case Request.Guess(String name, Optional<Path> program) -> act(Guesses.of(name, program));
      case Request.Alone(String line) -> alone(line);
      case Request.Watch(String line) -> untilStopped(() -> alone(line));
      case Request.Trace wanted -> untilStopped(() -> trace(wanted));
      case Request.Demo() -> new Demo(work).run();
    };
  }

  /// A debugger can not start a script, but what runs it.
  private List<String> followed(List<String> command) {
    if (command.isEmpty()) {
      return command;
    }
    List<String> line = ScriptPrograms.followed(command);
    if (line.size() > command.size()) {
      work.printer()
          .note("%s is a script, which %s runs".formatted(command.getFirst(), line.getFirst()));
    }
    return line;
  }

  private int alone(String line) {
    Dispatcher dispatcher = new Dispatcher(work.assembly().commands());
    OpenSession session = new OpenSession(null, work.options());
    work.printer().result(dispatcher.run(session, line));
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

  private int trace(Request.Trace wanted) {
    Subjects subjects = new Subjects(work.settings().gdb(), work.streams().environment());
    try (Subject subject = subjects.open(wanted.whom(), work.settings().debugDirectories())) {
      trace(subject, wanted);
    }
    return 0;
  }

  private void trace(Subject subject, Request.Trace wanted) {
    Optional<PrintStream> file = wanted.output().map(TraceCommand::newFile);
    try {
      TraceToEnd.run(subject, wanted.wish(), file, work.printer());
    } catch (RuntimeException | Error e) {
      wanted.output().ifPresent(TraceCommand::withdraw);
      throw e;
    }
  }
}
