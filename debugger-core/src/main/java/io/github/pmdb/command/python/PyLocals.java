package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;

/// `py-locals`: the variables of the selected Python frame.
public final class PyLocals implements Command<PyLocals.Locals> {
  public record Locals(PythonFrame frame, List<Variable> variables) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-locals",
            Group.PYTHON,
            "Show the variables of the selected Python frame",
            """
            Prints arguments and local variables as Python's repr would. Variables that are not
            bound yet are left out. py-up and py-down select the frame.
            """)
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-locals", "the variables of the selected frame");
  }

  @Override
  public Locals run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    SelectedScriptFrame selected = view.frame();
    return new Locals(
        view.shown(selected.frame()), view.inspector().locals(selected.frame(), Limits.DEFAULT));
  }

  @Override
  public Document text(Session session, Locals value) {
    Document page = new Document();
    page.line(new Line().add("Locals for ").add(Style.PYTHON, value.frame().function()));
    for (Variable variable : value.variables()) {
      page.line(
          new Line()
              .add(Style.EMPHASIS, variable.name())
              .add(" = ")
              .add(
                  variable.value().problem().isEmpty() ? Style.PLAIN : Style.UNREADABLE,
                  FrameText.text(variable.value())));
    }
    return page;
  }
}
