package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;

/// `py-print EXPRESSION`: a variable of the selected Python frame, or something in it.
public final class PyPrint implements Command<PyPrint.Lookup> {

  /// @param name the expression
  /// @param details what was asked for beside the value
  public record Lookup(String name, Variable variable, Details details) {}

  @Override
  public CommandSpec spec() {
    return Details.parameters(
            CommandSpec.of(
                "py-print",
                Group.PYTHON,
                "Show a variable of the selected Python frame, or part of it",
                """
                Looks the name up among the locals, then the globals, then the builtins of the
                selected frame, and says where it was found. Behind the name, `.attribute` looks
                into instances, classes and modules, `[index]` and `["key"]` into lists, tuples,
                deques and dicts and what is derived from them. Methods are shown bound to what they
                were asked of. Keys are written out: numbers, strings, bytes, tuples of them, None,
                True, False. Only data is read: properties and other code do not run, and py-print
                says so where they would.
                """))
        .required("EXPRESSION", Kind.PYTHON_EXPRESSION, "a name, and what to look at in its value")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-print request", "the variable `request`")
        .example("py-print request.headers[\"host\"]", "an item of a dict in an attribute")
        .example("py-print --refcount rows[-1]", "the last row, and how often it is referred to");
  }

  @Override
  public Lookup run(Session session, Arguments arguments) {
    String expression = arguments.first().orElseThrow();
    PythonView view = PythonView.of(session);
    ScriptFrame frame = view.frame().frame();
    Inspector inspector = view.inspector();
    Variable found = inspector.evaluate(frame, expression, Limits.DEFAULT);
    return new Lookup(expression, found, Details.of(arguments, inspector, List.of(found)));
  }

  @Override
  public Document text(Session session, Lookup value) {
    Variable variable = value.variable();
    Line line =
        new Line()
            .add(scope(variable.scope()) + " ")
            .add(Style.EMPHASIS, "'" + value.name() + "'")
            .add(" = ")
            .add(FrameText.text(variable.value()));
    return new Document().line(value.details().add(line, variable));
  }

  private static String scope(Variable.Scope scope) {
    return switch (scope) {
      case ARGUMENT, LOCAL, CELL, FREE -> "local";
      case GLOBAL -> "global";
      case BUILTIN -> "builtin";
    };
  }
}
