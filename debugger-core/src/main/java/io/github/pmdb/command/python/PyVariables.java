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
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// `py-locals`, `py-args` and `py-globals`: the variables of the selected Python frame.
public final class PyVariables implements Command<PyVariables.Variables> {
  /// @param details what was asked for beside the values
  /// @param hidden how many variables were left out
  public record Variables(
      PythonFrame frame, List<Variable> variables, Details details, int hidden) {}

  /// Which variables a command shows.
  private enum Which {
    LOCALS("py-locals", "Locals for ", "Show the variables of the selected Python frame"),
    ARGUMENTS("py-args", "Arguments of ", "Show the arguments of the selected Python frame"),
    GLOBALS("py-globals", "Globals of ", "Show the global variables of the selected Python frame");

    private final String command;
    private final String title;
    private final String summary;

    Which(String command, String title, String summary) {
      this.command = command;
      this.title = title;
      this.summary = summary;
    }

    String description() {
      return switch (this) {
        case LOCALS ->
            """
            Prints arguments and local variables as Python's repr would. Variables that are not
            bound yet are left out, and of a frame that runs a module the attributes that every
            module has, such as __builtins__. py-up and py-down select the frame.
            """;
        case ARGUMENTS ->
            """
            Prints the arguments as they are now, as Python's repr would: the function may have
            bound the names anew. An argument that an inner function uses is among them.
            """;
        case GLOBALS ->
            """
            Prints what the module of the frame's function defines, as Python's repr would. Names
            that begin with two underscores are left out unless --all is given.
            """;
      };
    }
  }

  private final Which which;

  private PyVariables(Which which) {
    this.which = which;
  }

  public static PyVariables locals() {
    return new PyVariables(Which.LOCALS);
  }

  public static PyVariables arguments() {
    return new PyVariables(Which.ARGUMENTS);
  }

  public static PyVariables globals() {
    return new PyVariables(Which.GLOBALS);
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Details.parameters(
            CommandSpec.of(which.command, Group.PYTHON, which.summary, which.description()));
    if (which == Which.GLOBALS) {
      spec = spec.optional("--all", Kind.FLAG, "names that begin with two underscores, too");
    }
    return spec.needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example(which.command, "of the selected frame")
        .example(which.command + " --address", "with the type and address of each value");
  }

  @Override
  public Variables run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    ScriptFrame frame = view.frame().frame();
    List<Variable> all = variables(view.inspector(), frame);
    List<Variable> shown =
        switch (which) {
          case LOCALS -> own(all);
          case ARGUMENTS -> all;
          case GLOBALS ->
              arguments.has("--all")
                  ? all
                  : all.stream().filter(v -> !v.name().startsWith("__")).toList();
        };
    return new Variables(
        view.shown(frame),
        shown,
        Details.of(arguments, view.inspector(), shown),
        all.size() - shown.size());
  }

  /// The variables of one frame among others, whose damage is a problem of its own.
  static List<Variable> readable(PythonView view, ScriptFrame frame, List<Problem> problems) {
    try {
      return view.inspector().locals(frame, PyBtFull.SHORT);
    } catch (MemoryFault fault) {
      problems.add(
          new Problem(
              "variables of #%d %s: %s"
                  .formatted(frame.level(), frame.function(), fault.getMessage())));
      return List.of();
    }
  }

  /// Without those that every module has, such as `__builtins__`: a frame that runs a module has
  /// the module's variables for its own.
  static List<Variable> own(List<Variable> variables) {
    return variables.stream()
        .filter(v ->
            v.scope() != Scope.GLOBAL || !(v.name().startsWith("__") && v.name().endsWith("__")))
        .toList();
  }

  private List<Variable> variables(Inspector inspector, ScriptFrame frame) {
    return switch (which) {
      case LOCALS -> inspector.locals(frame, Limits.DEFAULT);
      case ARGUMENTS ->
          inspector.locals(frame, Limits.DEFAULT).stream()
              .filter(v -> v.scope() == Scope.ARGUMENT)
              .toList();
      case GLOBALS -> inspector.globals(frame, Limits.DEFAULT);
    };
  }

  @Override
  public Document text(Session session, Variables value) {
    Document page = new Document();
    page.line(new Line().add(which.title).add(Style.PYTHON, value.frame().function()));
    for (Variable variable : value.variables()) {
      Line line = FrameText.variable(new Line(), variable);
      page.line(value.details().add(line, variable));
    }
    if (which == Which.LOCALS) {
      FrameText.hidden(value.hidden())
          .ifPresent(text -> page.line("(" + text + "; py-globals --all shows them)"));
    } else if (value.hidden() > 0) {
      page.line("(left out: %d with __ in front; --all shows them)".formatted(value.hidden()));
    }
    return page;
  }
}
