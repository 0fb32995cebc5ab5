package io.github.pmdb.command.breakpoint;

import io.github.pmdb.breakin.PythonBreakpoint;
import io.github.pmdb.breakin.PythonBreakpoints.Hit;
import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.FrameText;
import io.github.pmdb.command.python.PyBtFull;
import io.github.pmdb.command.python.PythonFrame;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is told when the process has stopped at a Python breakpoint, or at the end of a step.
///
/// @param breakpoint its number, 0 at the end of a step
/// @param hits how often it has stopped there, this time included
/// @param thread kernel thread id
/// @param problem what the condition raised, else empty
/// @param ending what a frame returns or raises that a step has finished, else empty
public record PyStop(
    int breakpoint,
    int hits,
    long thread,
    PythonFrame frame,
    List<Variable> arguments,
    String problem,
    String ending) {

  /// To be asked behind each line that may have let the process run.
  public static Optional<Answer> after(Session session) {
    return session.breakpoints().hit(session.target()).map(hit -> answer(session, hit));
  }

  private static Answer answer(Session session, Hit hit) {
    PythonView view = PythonView.of(session);
    ScriptFrame frame = view.innermost(view.thread(hit.tid())).frame();
    List<Variable> arguments =
        view.inspector().locals(frame, PyBtFull.SHORT).stream()
            .filter(variable -> variable.scope() == Variable.Scope.ARGUMENT)
            .toList();
    PyStop stop =
        new PyStop(
            hit.breakpoint().map(PythonBreakpoint::number).orElse(0),
            hit.breakpoint().map(PythonBreakpoint::hits).orElse(0),
            hit.tid(),
            view.shown(frame),
            arguments,
            hit.breakpoint().isPresent() ? hit.text() : "",
            hit.breakpoint().isPresent() ? "" : hit.text());
    return Answer.running("py-break", stop, stop.text());
  }

  private Document text() {
    String values =
        arguments.stream()
            .map(argument -> argument.name() + "=" + FrameText.text(argument.value()))
            .collect(Collectors.joining(", "));
    Document page = new Document();
    Line place = new Line();
    if (breakpoint != 0) {
      place.add(Style.HEADING, "Python breakpoint " + breakpoint).add(", ");
    }
    page.line(
        place
            .add(Style.PYTHON, frame.function())
            .add(" (" + values + ") at ")
            .add(Style.PYTHON, frame.file() + ":" + frame.line()));
    if (!problem.isEmpty()) {
      page.line(new Line().add(Style.WARNING, "note: ").add("its condition raised ").add(problem));
    }
    frame
        .source()
        .ifPresent(text ->
            page.line(new Line().add("%-8d".formatted(frame.line())).add(Style.SOURCE, text)));
    if (!ending.isEmpty()) {
      page.line(new Line().add(Style.HEADING, "the frame ends: ").add(ending));
    }
    return page;
  }
}
