package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.ProcessObject;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `nodeinfo`: which Node.js it is, and how it was started.
public final class NodeInfo implements Command<NodeInfo.Info> {
  /// @param process what the object `process` says, absent where it is not found
  /// @param uptime up to the last turn of the main thread's event loop; absent where it is not
  ///   known
  /// @param environment empty unless asked for
  public record Info(
      String build,
      Optional<ProcessObject.Facts> process,
      Optional<Duration> uptime,
      List<Isolate> isolates,
      String constants,
      List<String> environment,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "nodeinfo",
            Group.JAVASCRIPT,
            "Tell versions, arguments and isolates of Node.js",
            """
            What the object `process` of the main thread says of versions, platform and arguments,
            how long the program has been running, the isolates with their threads and pages, and how pmdb learnt the constants by which it
            reads this build of V8.
            """)
        .alias("v8 nodeinfo")
        .optional("--env", Kind.FLAG, "with the environment that the program was started with")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("nodeinfo", "versions, arguments, isolates");
  }

  @Override
  public Info run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    session.progress("walks the heap");
    Optional<ProcessObject.Facts> process =
        ProcessObject.find(view.inspector().describer(), Cancellation::check);
    return new Info(
        view.inspector().title(),
        process,
        uptime(view),
        view.heap().isolates(),
        view.heap().layout().origins(),
        arguments.has("--env") ? session.target().snapshot().process().environment() : List.of(),
        view.withMotion(view.heap().problems()));
  }

  private static Optional<Duration> uptime(NodeView view) {
    return view.loops().find(Cancellation::check).loops().stream()
        .filter(loop -> loop.isolate() == 0)
        .flatMap(loop -> loop.uptime().stream())
        .findFirst();
  }

  @Override
  public Document text(Session session, Info value) {
    Document page = new Document().line(Style.HEADING, value.build());
    value.process().ifPresent(p -> process(page, p));
    value
        .uptime()
        .ifPresent(u -> fact(page, "uptime", Durations.text(u) + " at the loop's last turn"));
    if (value.process().isEmpty()) {
      page.line("  the object `process` was not found");
    }
    for (Isolate isolate : value.isolates()) {
      Line line =
          new Line()
              .add("  isolate %d  ".formatted(isolate.number()))
              .add(
                  isolate.tid().isPresent()
                      ? "thread %d, ".formatted(isolate.tid().getAsLong())
                      : "")
              .add("%d pages, %s, heap ".formatted(isolate.pages(), Sizes.text(isolate.bytes())))
              .add(Style.ADDRESS, Addresses.hex(isolate.heap()));
      page.line(line);
    }
    page.line(Style.DIM, "  constants: " + value.constants());
    value.environment().forEach(variable -> page.line("  " + variable));
    return Notes.append(page, value.problems());
  }

  private static void process(Document page, ProcessObject.Facts process) {
    fact(page, "pid", process.pid());
    fact(page, "version", process.version());
    fact(page, "platform", process.platform() + " " + process.arch());
    fact(page, "execPath", process.execPath());
    fact(page, "argv", String.join(" ", process.argv()));
    fact(page, "execArgv", String.join(" ", process.execArgv()));
    fact(page, "versions", String.join(", ", process.versions()));
  }

  private static void fact(Document page, String name, String text) {
    page.line(new Line().add("  %-10s ".formatted(name)).add(text));
  }
}
