package io.github.pmdb.command.python;

import io.github.pmdb.breakin.CodeRunner;
import io.github.pmdb.breakin.PythonCode;
import io.github.pmdb.breakin.PythonCode.Outcome;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.CoreTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `py-eval` and `py-exec`: code of the user's in the selected Python frame of a live process.
public final class PyRun implements Command<Outcome> {
  private static final String USUAL_LIMIT = "10";
  private static final int LONGEST_LIMIT = 24 * 60 * 60;

  private final boolean statements;

  private PyRun(boolean statements) {
    this.statements = statements;
  }

  public static PyRun eval() {
    return new PyRun(false);
  }

  public static PyRun exec() {
    return new PyRun(true);
  }

  @Override
  public CommandSpec spec() {
    return (statements ? execSpec() : evalSpec())
        .optional(
            "--run", Kind.FLAG, "let the process run until its busy thread gives the GIL away")
        .optional("--timeout", Kind.INTEGER, "seconds to wait, " + USUAL_LIMIT + " if left out")
        .required(statements ? "CODE" : "EXPRESSION", Kind.REST, "as it would stand in the frame")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .needs(Need.STOPPED);
  }

  private static CommandSpec evalSpec() {
    return CommandSpec.of(
            "py-eval",
            Group.PYTHON,
            "Evaluate a Python expression in the live process",
            """
            Shows the repr of what the expression gives, with the names of the selected Python frame.
            A thread of its own runs it, which takes the GIL and gives it back; of those that were
            there before one is made to start it, and none is moved on. At a Python breakpoint the
            thread that stands there runs it.

            It is refused where it would wait for ever or do harm, with the reason: in a core, while
            another thread stands still with the GIL (--run lets it go on), within the allocator or
            the dynamic linker, while the interpreter shuts down.
            """)
        .example("py-eval len(cache)", "how many entries `cache` has")
        .example("py-eval --run sys.getswitchinterval()", "in a process that is busy");
  }

  private static CommandSpec execSpec() {
    return CommandSpec.of(
            "py-exec",
            Group.PYTHON,
            "Run Python statements in the live process",
            """
            As py-eval, for statements; what they print goes where the process prints. Assignments
            to global names and attributes stay; those to a function's own locals stay from Python
            3.13 on.
            """)
        .example("py-exec import logging; logging.root.setLevel(10)", "log more from now on");
  }

  @Override
  public Outcome run(Session session, Arguments arguments) {
    if (session.target() instanceof CoreTarget) {
      throw CodeRunner.core();
    }
    PythonView view = PythonView.of(session);
    PythonCode code =
        new PythonCode(statements, String.join(" ", arguments.positional()), where(view));
    return code.run(CodeRunner.in(session.target(), view.inspector()), terms(arguments));
  }

  public static CodeRunner.Terms terms(Arguments arguments) {
    long seconds = Long.parseLong(arguments.value("--timeout").orElse(USUAL_LIMIT));
    return new CodeRunner.Terms(
        arguments.has("--run"), Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_LIMIT)));
  }

  /// The selected frame, or the main module where the thread runs no Python.
  public static PythonCode.Where where(PythonView view) {
    Optional<SelectedScriptFrame> selected = view.frameIfAny();
    if (selected.isEmpty()) {
      return PythonCode.Where.MAIN;
    }
    ScriptThread thread = selected.get().thread();
    ScriptFrame frame = selected.get().frame();
    if (thread.group() != 0) {
      throw CodeRunner.subInterpreter();
    }
    int outside = PyBt.depth(view.stack(thread).frames()) - 1 - frame.level();
    long identity =
        thread
            .pthread()
            .orElseThrow(() ->
                new UserError(
                    "it is not known which thread of Python's this frame is of",
                    "Select another thread: `py-threads` tells which Python knows."));
    return new PythonCode.Where(
        identity, outside, frame.function(), "%s:%d".formatted(frame.file(), frame.line()));
  }

  @Override
  public boolean failed(Outcome value) {
    return value instanceof Outcome.Raised;
  }

  @Override
  public Document text(Session session, Outcome value) {
    Document page = new Document();
    switch (value) {
      case Outcome.Evaluated(String _, String text, boolean cut) -> {
        page.line(text);
        if (cut) {
          page.line(Style.DIM, "(cut: this is only its start)");
        }
      }
      case Outcome.Done() -> {}
      case Outcome.Raised raised -> raised(page, raised);
    }
    return page;
  }

  private static void raised(Document page, Outcome.Raised raised) {
    List<String> traceback = raised.traceback().lines().toList();
    for (int i = 0; i < traceback.size(); i++) {
      boolean last = i == traceback.size() - 1;
      page.line(new Line().add(last ? Style.ERROR : Style.PLAIN, traceback.get(i)));
    }
    if (raised.missesName() && !raised.frame().isEmpty()) {
      page.line(
          Style.DIM, "in %s; py-up and py-down select another frame".formatted(raised.frame()));
    }
  }
}
