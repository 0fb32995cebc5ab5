package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.node.Durations;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.Handle;
import io.github.pmdb.node.loop.Timer;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `getactivehandles`: what an event loop waits for.
public final class ActiveHandles extends PerLoop<ActiveHandles.Loop> {
  /// @param handles of one loop, those that keep it going first
  public record Loop(
      int isolate, Optional<Duration> sinceTurn, List<Handle> handles, List<Timer> timers) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "getactivehandles",
            Group.JAVASCRIPT,
            "List sockets, servers, timers and other handles of Node.js",
            """
            What the event loop waits for, each with the object that the program has of it:
            sockets with addresses, child processes with their command lines and the channels to
            them, watched files, ports to workers; then timers with their functions and when they
            are due. A `*` stands before what keeps the process going. The addresses of a socket are
            the kernel's own in a process; a core has those that the program asked for.
            """)
        .alias("v8 getactivehandles")
        .optional("--isolate", Kind.INTEGER, "only this isolate; `nodeinfo` lists them")
        .optional("--all", Kind.FLAG, "those that are not active, too")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("getactivehandles", "handles and timers of all isolates");
  }

  @Override
  Loop of(EventLoop loop, Arguments arguments) {
    return new Loop(
        loop.isolate(), loop.sinceTurn(), chosen(loop, arguments.has("--all")), loop.timers());
  }

  private static List<Handle> chosen(EventLoop loop, boolean all) {
    List<Handle> keeping = loop.handles().stream().filter(Handle::keeps).toList();
    List<Handle> others =
        loop.handles().stream().filter(h -> !h.keeps() && (all || h.active())).toList();
    return Stream.concat(keeping.stream(), others.stream()).toList();
  }

  @Override
  String heading(Loop loop) {
    return "isolate %d: %s, %s"
        .formatted(
            loop.isolate(),
            Count.of(loop.handles().size(), "handle"),
            Count.of(loop.timers().size(), "timer"));
  }

  @Override
  Stream<Line> rows(Loop loop) {
    return Stream.concat(
        loop.handles().stream().map(h -> row("", h)),
        loop.timers().stream().map(t -> row("", t, loop.sinceTurn().orElse(Duration.ZERO))));
  }

  static Line row(String indent, Handle handle) {
    Line line = new Line().add(indent).add(handle.keeps() ? "  * " : "    ");
    line.add(Style.JAVASCRIPT, handle.owner().isEmpty() ? handle.kind() : handle.owner());
    if (!handle.owner().isEmpty()) {
      line.add(" (" + handle.kind() + ")");
    }
    long object = handle.ownerObject() != 0 ? handle.ownerObject() : handle.object();
    if (object != 0) {
      line.add(Style.ADDRESS, " " + Addresses.hex(object));
    }
    if (!handle.facts().isEmpty()) {
      line.add(": " + String.join(", ", handle.facts()));
    }
    return line.add(Style.DIM, state(handle));
  }

  private static String state(Handle handle) {
    if (handle.closing()) {
      return "  closing";
    }
    return handle.active() ? handle.referred() ? "" : "  unref" : "  not active";
  }

  /// @param since the loop's last turn, from which timers count; none where that is not known
  static Line row(String indent, Timer timer, Duration since) {
    Line line =
        new Line()
            .add(indent)
            .add(timer.referred() ? "  * " : "    ")
            .add(Style.JAVASCRIPT, timer.repeats() ? "Interval" : "Timeout")
            .add(Style.ADDRESS, " " + Addresses.hex(timer.object()))
            .add(": " + timer.callback())
            .add(timer.repeats() ? ", each " : ", after ")
            .add(Durations.text(timer.delay()));
    timer.dueIn().ifPresent(due -> line.add(", " + due(due.minus(since))));
    line.add(timer.running() ? ", runs now and is set again when it returns" : "");
    return line.add(Style.DIM, timer.referred() ? "" : "  unref");
  }

  private static String due(Duration in) {
    return in.isNegative()
        ? "overdue by " + Durations.text(in.negated())
        : "due in " + Durations.text(in);
  }
}
