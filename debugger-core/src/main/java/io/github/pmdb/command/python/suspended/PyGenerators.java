package io.github.pmdb.command.python.suspended;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.FrameText;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.interpreter.GeneratorInspector;
import io.github.pmdb.interpreter.GeneratorInspector.Generator;
import io.github.pmdb.interpreter.GeneratorInspector.GeneratorReport;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Locale;

/// `py-generators`: generators and coroutines that have not finished.
public final class PyGenerators implements Command<GeneratorReport> {
  private static final String MOST = "--most";
  private static final int DEFAULT_MOST = 1_000;

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-generators",
            Group.PYTHON,
            "Show generators, coroutines and async generators: where each stands",
            """
            Each that has not finished comes with its state and its frames: its own first, then
            those of what it delegates to by `yield from` or `await`. One that another delegates to
            is shown with that other one, and by itself when its NAME is given.
            They are found wherever the program keeps them, by the lists of the garbage collector,
            which takes time in proportion to the number of all objects.

            Those at the same place are counted after the first three.
            """)
        .optional(
            MOST, Kind.INTEGER, "how many generators are shown, " + DEFAULT_MOST + " if left out")
        .optional("NAME", Kind.WORD, "only those of this function or method, qualified or not")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-generators", "all of them")
        .example("py-generators fetch", "those of functions and methods named fetch");
  }

  @Override
  public GeneratorReport run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    int most = arguments.positive(MOST, DEFAULT_MOST);
    if (!(view.inspector() instanceof GeneratorInspector generators)) {
      throw new UserError("generators of this interpreter can not be read", "");
    }
    return generators.generators(arguments.first().orElse(""), most);
  }

  /// What makes generators alike: the function and the place.
  private record Shape(
      String kind, String name, GeneratorInspector.State state, List<String> places) {
    static Object of(Generator generator) {
      return generator.problem().isEmpty()
          ? new Shape(
              generator.kind(),
              generator.name(),
              generator.state(),
              Alike.places(generator.frames()))
          : generator;
    }
  }

  @Override
  public Document text(Session session, GeneratorReport value) {
    Document page = new Document();
    page.line(new Line().add(Style.HEADING, value.interpreter()).add(": " + number(value)));
    FrameText frames = new FrameText(page);
    Alike.each(
        value.generators(),
        Shape::of,
        generator -> {
          page.line(line(generator));
          frames.files("  ", generator.frames(), session.sources());
        },
        others -> page.line(Alike.counted("generators", others, PyGenerators::place)));
    return Notes.append(page, value.problems());
  }

  private static String number(GeneratorReport value) {
    if (value.total() == 0) {
      return value.name().isEmpty()
          ? "no generators or coroutines"
          : "no generators or coroutines of a function named `%s`; py-generators lists all"
              .formatted(value.name());
    }
    return value.total() == 1
        ? "1 generator or coroutine"
        : value.total() + " generators and coroutines";
  }

  private static Line line(Generator generator) {
    Line line =
        new Line()
            .add(Style.HEADING, generator.kind())
            .add(" ")
            .add(Style.PYTHON, generator.name())
            .add(" at ")
            .add(Style.ADDRESS, place(generator))
            .add(", " + generator.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    if (!generator.awaits().isEmpty()) {
      line.add(", waits for ").add(generator.awaits());
    }
    if (!generator.problem().isEmpty()) {
      line.add(" ").add(Style.UNREADABLE, "[" + generator.problem() + "]");
    }
    return line;
  }

  private static String place(Generator generator) {
    return Addresses.hex(generator.address());
  }
}
