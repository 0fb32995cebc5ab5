package io.github.pmdb.app;

import io.github.pmdb.app.request.Request;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import io.github.pmdb.target.Targets;
import io.github.pmdb.verdict.CutCore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Answers at once and without an engine: stacks, or what is on a heap.
final class OneShots {
  private static final String PYTHON = "Python";

  private final Work work;
  private final Printer printer;

  OneShots(Work work) {
    this.work = work;
    this.printer = work.printer();
  }

  int backtrace(Targets targets, Request.Backtrace wanted) {
    Optional<Long> pid = Targets.pid(wanted.target());
    if (pid.isPresent() && wanted.stop()) {
      return briefly(targets, pid.get(), wanted);
    }
    OpenOptions options = work.options().withoutEngine();
    try (Target target =
        pid.isPresent()
            ? targets.observe(pid.get())
            : targets.openCore(Path.of(wanted.target()), options)) {
      if (pid.isPresent() && needsStop(target)) {
        return briefly(targets, pid.get(), wanted);
      }
      printer.howFound(target);
      cut(target, wanted).ifPresent(printer::note);
      return backtrace(target, wanted).shown(printer);
    }
  }

  /// JavaScript keeps its frames on the stack alone, which can not be found without registers.
  private static boolean needsStop(Target target) {
    return target.interpreters().inspectors().stream().anyMatch(Inspector::needsStop);
  }

  private int briefly(Targets targets, long pid, Request.Backtrace wanted) {
    BriefStop.Moment<Stacks> moment = targets.briefly(pid, target -> backtrace(target, wanted));
    int exitCode = moment.value().after(moment.pause()).shown(printer);
    printer.note("the process stood still for " + Work.inWords(moment.pause()));
    moment.remark().map(Problem::what).ifPresent(printer::note);
    return exitCode;
  }

  /// A process is copied, and runs on while the copy is read.
  int heap(Targets targets, Request.Heap wanted) {
    Optional<Long> pid = Targets.pid(wanted.target());
    OpenOptions options = work.options().withoutEngine();
    Target target =
        pid.isPresent()
            ? targets.observeAndPause(pid.get())
            : targets.openCore(Path.of(wanted.target()), options);
    try (target) {
      printer.howFound(target);
      OpenSession session = new OpenSession(target, options);
      printer.result(new Dispatcher(work.assembly().commands()).run(session, wanted.line()));
    } finally {
      // Text ends with it anyway.
      if (printer.isJson()) {
        work.farewell(target);
      }
    }
    return 0;
  }

  private record Stacks(Answer answer, int exitCode) {
    Stacks after(Duration pause) {
      return new Stacks(answer.after(pause), exitCode);
    }

    int shown(Printer printer) {
      printer.result(answer);
      return exitCode;
    }
  }

  private Stacks backtrace(Target target, Request.Backtrace wanted) {
    OpenSession session = new OpenSession(target, work.options().withoutEngine());
    Answer answer = new Dispatcher(Catalog.ofStacks()).run(session, line(wanted, target));
    return new Stacks(answer, work.assembly().verdict(target).exitCode());
  }

  /// What is told of a core that is cut, save where the answer tells it.
  private static Optional<String> cut(Target target, Request.Backtrace wanted) {
    Optional<String> python = cutPython(target, wanted);
    return python.isEmpty() && line(wanted, target).startsWith("py-")
        ? CutCore.problem(target).map(cut -> cut.what() + "; " + cut.hint())
        : python;
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
}
