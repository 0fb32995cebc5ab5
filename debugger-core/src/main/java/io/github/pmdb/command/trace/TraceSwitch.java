package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Background;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.function.ObjIntConsumer;

/// `delete trace`, `disable trace` and `enable trace`.
public final class TraceSwitch implements Command<TraceSwitch.Switched> {
  private final CommandSpec spec;
  private final String done;
  private final ObjIntConsumer<Background> act;

  /// @param numbers of the traces, as `info traces` lists them
  public record Switched(List<Integer> numbers) {}

  private TraceSwitch(CommandSpec spec, String done, ObjIntConsumer<Background> act) {
    this.spec =
        spec.optional("N", Kind.INTEGER, "the number of a trace; all of them if not given")
            .example(spec.name() + " 1", "the first one");
    this.done = done;
    this.act = act;
  }

  public static TraceSwitch delete() {
    return new TraceSwitch(
        CommandSpec.of(
            "delete trace",
            Group.TRACING,
            "End a trace of this session, and take its probes away",
            "gdb's own breakpoints and tracepoints are not touched."),
        "deleted",
        Background::remove);
  }

  public static TraceSwitch disable() {
    return new TraceSwitch(
        CommandSpec.of(
            "disable trace",
            Group.TRACING,
            "Take the probes of a trace away for a while",
            "The trace keeps its number and its counts."),
        "disabled",
        (background, number) -> background.get(number).activity().disable());
  }

  public static TraceSwitch enable() {
    return new TraceSwitch(
        CommandSpec.of(
            "enable trace",
            Group.TRACING,
            "Put the probes of a disabled trace back",
            "Its expressions are compiled anew."),
        "enabled",
        (background, number) -> background.get(number).activity().enable());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Switched run(Session session, Arguments arguments) {
    Background background = session.background();
    List<Integer> numbers =
        arguments
            .first()
            .map(text -> List.of(Integer.parseInt(text)))
            .orElseGet(() -> background.all().stream().map(Background.Numbered::number).toList());
    if (numbers.isEmpty()) {
      throw new UserError("there are no traces", "trace SPEC");
    }
    numbers.forEach(number -> act.accept(background, number));
    return new Switched(numbers);
  }

  @Override
  public Document text(Session session, Switched value) {
    Document page = new Document();
    value.numbers().forEach(number -> page.line("trace %d %s".formatted(number, done)));
    return page;
  }
}
