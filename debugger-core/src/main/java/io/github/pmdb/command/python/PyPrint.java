package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.Optional;

/// `py-print NAME`: one variable of the selected Python frame.
public final class PyPrint implements Command<PyPrint.Lookup> {
  /// @param variable absent when the name is bound nowhere
  public record Lookup(String name, Optional<Variable> variable) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-print",
            Group.PYTHON,
            "Show a variable by name, as the selected Python frame sees it",
            """
            Looks the name up among the locals, then the globals, then the builtins of the selected
            frame, and says where it was found.
            """)
        .required("NAME", Kind.PYTHON_NAME, "the variable's name")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-print request", "the variable `request`");
  }

  @Override
  public Lookup run(Session session, Arguments arguments) {
    String name = arguments.first().orElseThrow();
    PythonView view = PythonView.of(session);
    return new Lookup(name, view.inspector().lookup(view.frame().frame(), name, Limits.DEFAULT));
  }

  @Override
  public Document text(Session session, Lookup value) {
    String quoted = "'" + value.name() + "'";
    if (value.variable().isEmpty()) {
      return new Document().line(quoted + " not found");
    }
    Variable variable = value.variable().get();
    return new Document()
        .line(
            new Line()
                .add(scope(variable.scope()) + " ")
                .add(Style.EMPHASIS, quoted)
                .add(" = ")
                .add(FrameText.text(variable.value())));
  }

  private static String scope(Variable.Scope scope) {
    return switch (scope) {
      case ARGUMENT, LOCAL, CELL, FREE -> "local";
      case GLOBAL -> "global";
      case BUILTIN -> "builtin";
    };
  }
}
