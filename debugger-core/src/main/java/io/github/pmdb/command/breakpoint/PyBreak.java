package io.github.pmdb.command.breakpoint;

import io.github.pmdb.breakin.CodeRunner;
import io.github.pmdb.breakin.PythonBreakpoint;
import io.github.pmdb.breakin.PythonBreakpoint.Place;
import io.github.pmdb.breakin.PythonBreakpoint.Where;
import io.github.pmdb.breakin.PythonBreakpoints;
import io.github.pmdb.breakin.PythonStart;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.command.python.PyRun;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.text.Nearest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `py-break`: sets and lists Python breakpoints.
public final class PyBreak implements Command<PyBreak.Breakpoints> {
  private static final Pattern CONDITION = Pattern.compile("^(.*?)(?:^|\\s+)if(?:\\s+(.*))?$");
  private static final Pattern LINE = Pattern.compile("(?:(.+):)?(\\d{1,9})");
  private static final Pattern FILE_AND_NAME =
      Pattern.compile("(?:.*/)?([^/:]+)\\.py:([\\p{L}_<][^:]*)");
  private static final Pattern FILE = Pattern.compile(".+\\.py:?");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_<][\\p{L}\\p{N}_.<>]*");

  /// @param set whether it was set just now, the only one in the list
  /// @param unseen whether there are sub-interpreters, whose code does not stop
  /// @param ranOn whether the program was let run until its Python had started
  /// @param near what may have been meant instead of one that has no place yet
  public record Breakpoints(
      boolean set,
      List<PythonBreakpoint> breakpoints,
      boolean unseen,
      List<String> near,
      boolean ranOn) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-break",
            Group.PYTHON,
            "Stop the live process at a line or function of Python",
            """
            `continue` then goes on to the breakpoint, at which py-bt, py-locals, py-eval and the
            others are about the code that it is in. Without WHERE the breakpoints are listed, with
            how often each was hit. A file is named by the end of its path, a function by its name
            with as much before it as is wanted: `total`, `Basket.total`, `shop.orders.Basket.total`.
            A line without code stands for the next one that has some; a function stops where it
            begins, once its arguments are there. Code that is loaded later counts, too; what is loaded
            and has no such line or function is refused. A program that `pmdb run` has started is first
            let run until its Python has started, before any line of its own.

            The condition is a Python expression, evaluated in the frame. One that raises an
            exception stops the process, and the exception is told.

            From CPython 3.12 on all other code runs at full speed (sys.monitoring). From 3.6 to
            3.11 a trace function is set in all threads, which makes every call slower; it is refused
            where a debugger or a coverage tool has set one, and in debug builds. A breakpoint is in
            the main interpreter alone. pmdb takes all of it out when it leaves the process; after a
            pmdb that was killed, the next hit does. Code that pmdb runs itself does not stop.
            """)
        .optional(
            "--run", Kind.FLAG, "let the process run until its busy thread gives the GIL away")
        .optional(
            "WHERE",
            Kind.PYTHON_PLACE,
            "`FILE:LINE`, `LINE`, `FUNCTION` or `FILE:FUNCTION`, and `if CONDITION`")
        .needs(Need.TARGET)
        .needs(Need.STOPPED)
        .example("py-break orders.py:21", "a line")
        .example("py-break Basket.total if len(self.items) > 3", "a method, on a condition")
        .example("py-break", "list them");
  }

  @Override
  public Breakpoints run(Session session, Arguments arguments) {
    if (arguments.first().isEmpty()) {
      return new Breakpoints(false, session.breakpoints().all(), false, List.of(), false);
    }
    if (session.target() instanceof CoreTarget) {
      throw new UserError(
          "nothing runs in a core that could come to a breakpoint",
          "`pmdb attach PID` or `pmdb run PROGRAM`; of a core py-bt-full tells where it was.");
    }
    String typed = arguments.first().get();
    Matcher condition = CONDITION.matcher(typed);
    boolean conditional = condition.matches();
    String expression = conditional && condition.group(2) != null ? condition.group(2) : "";
    if (conditional && expression.isBlank()) {
      throw new UserError("there is no condition behind `if`", "py-break orders.py:21 if item > 3");
    }
    boolean ranOn = PythonStart.await(session.target());
    Where where = where(session, (conditional ? condition.group(1) : typed).strip());
    PythonBreakpoints.Announced set =
        session
            .breakpoints()
            .set(() -> runner(session), where, expression.strip(), PyRun.terms(arguments));
    return new Breakpoints(
        true,
        List.of(set.breakpoint()),
        PythonView.of(session).inspector().threads().stream().anyMatch(PyBreak::elsewhere),
        // Of a program that has just been let run to its start only Python's own modules are known.
        ranOn ? List.of() : Nearest.of(wanted(where), set.known()),
        ranOn);
  }

  /// As the names are that are known of its kind.
  private static String wanted(Where where) {
    return switch (where) {
      case Where.Line(String file, int _) -> file.substring(file.lastIndexOf('/') + 1);
      case Where.Function(String name) -> name;
    };
  }

  static CodeRunner runner(Session session) {
    return CodeRunner.in(session.target(), PythonView.of(session).inspector());
  }

  private static boolean elsewhere(ScriptThread thread) {
    return thread.group() != 0;
  }

  private static Where where(Session session, String typed) {
    Matcher line = LINE.matcher(typed);
    if (line.matches()) {
      String file = line.group(1) != null ? line.group(1) : file(PythonView.of(session).frame());
      return new Where.Line(file, Integer.parseInt(line.group(2)));
    }
    if (FILE.matcher(typed).matches()) {
      throw new UserError(
          "`%s` is a file: the line is missing, or the function".formatted(typed),
          "py-break orders.py:21, py-break orders.py:main");
    }
    Matcher within = FILE_AND_NAME.matcher(typed);
    if (within.matches() && NAME.matcher(within.group(2)).matches()) {
      return new Where.Function(within.group(1) + "." + within.group(2));
    }
    if (!NAME.matcher(typed).matches()) {
      throw new UserError(
          "`%s` is neither FILE:LINE nor the name of a function".formatted(typed),
          "py-break orders.py:21, py-break 21 (of the frame's file), py-break Basket.total");
    }
    return new Where.Function(typed);
  }

  private static String file(SelectedScriptFrame frame) {
    if (elsewhere(frame.thread())) {
      throw CodeRunner.subInterpreter();
    }
    return frame.frame().file();
  }

  @Override
  public Document text(Session session, Breakpoints value) {
    Document page = new Document();
    if (value.breakpoints().isEmpty()) {
      page.line("no Python breakpoints");
    }
    for (PythonBreakpoint breakpoint : value.breakpoints()) {
      page.line(value.set() ? announced(breakpoint, value.near()) : listed(breakpoint));
      breakpoint.places().stream()
          .skip(value.set() ? 1 : 0)
          .forEach(place -> page.line("    " + at(place)));
      int more = breakpoint.count() - breakpoint.places().size();
      if (more > 0) {
        page.line("    and %d more places".formatted(more));
      }
    }
    if (value.ranOn()) {
      page.line(Style.DIM, "(the program has run on to where Python has started)");
    }
    if (value.unseen()) {
      page.line(
          new Line()
              .add(Style.WARNING, "note: ")
              .add("the process has sub-interpreters; code stops in the main interpreter alone"));
    }
    return page;
  }

  private static Line announced(PythonBreakpoint breakpoint, List<String> near) {
    Line line = new Line().add(Style.HEADING, "Python breakpoint " + breakpoint.number());
    line.add(
        breakpoint.places().isEmpty()
            ? " (%s: %s; it waits until one is)"
                .formatted(breakpoint.spelled(), missing(breakpoint.where()))
            : " at " + at(breakpoint.places().getFirst()));
    return near.isEmpty()
        ? line
        : line.add(Style.DIM, "; did you mean %s?".formatted(String.join(" or ", near)));
  }

  private static String missing(Where where) {
    return switch (where) {
      case Where.Line _ -> "no such file is loaded";
      case Where.Function _ -> "no such function is loaded";
    };
  }

  private static Line listed(PythonBreakpoint breakpoint) {
    Line line = new Line().add(Style.HEADING, Integer.toString(breakpoint.number()));
    line.add("   ").add(Style.PYTHON, breakpoint.spelled());
    if (!breakpoint.condition().isEmpty()) {
      line.add(" if ").add(breakpoint.condition());
    }
    int hits = breakpoint.hits();
    if (breakpoint.places().isEmpty() && hits == 0) {
      line.add(Style.DIM, "   (pending: %s)".formatted(missing(breakpoint.where())));
    }
    return line.add(Style.DIM, hits == 1 ? "   hit once" : "   hit %d times".formatted(hits));
  }

  private static String at(Place place) {
    return "%s:%d, in %s".formatted(place.file(), place.line(), place.function());
  }
}
