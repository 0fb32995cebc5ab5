package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.node.Durations;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.Handle;
import io.github.pmdb.node.loop.Immediate;
import io.github.pmdb.node.loop.Timer;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `eventloop`: why Node.js hangs, why it does not exit.
public final class EventLoopCommand implements Command<EventLoopCommand.State> {
  private static final int SHOWN = 5;

  public record State(List<EventLoop> loops, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "eventloop",
            Group.JAVASCRIPT,
            "Tell why Node.js hangs, or why it does not exit",
            """
            What the thread of each isolate does for its event loop: whether it waits for events or
            has not come back from a callback, and for how long (in a process). Then what keeps the
            loop going, and what is queued: immediates, ticks, timers that are overdue.
            """)
        .alias("v8 eventloop")
        .optional("--isolate", Kind.INTEGER, "only this isolate; `nodeinfo` lists them")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("eventloop", "the loops of all isolates");
  }

  @Override
  public State run(Session session, Arguments arguments) {
    LoopView view = LoopView.of(session, arguments);
    return new State(view.loops(), view.problems());
  }

  @Override
  public Document text(Session session, State value) {
    Document page = new Document();
    value.loops().forEach(loop -> loop(page, loop));
    return Notes.append(page, value.problems());
  }

  private static void loop(Document page, EventLoop loop) {
    Line line = new Line().add(Style.HEADING, "isolate " + loop.isolate());
    loop.tid().ifPresent(tid -> line.add(", thread " + tid));
    line.add(Style.DIM, "  loop ").add(Style.ADDRESS, Addresses.hex(loop.loop()));
    page.line(line);
    page.line("  " + doing(loop));
    keeping(page, loop);
    queued(page, "immediate", loop.immediates());
    queued(page, "tick", loop.ticks());
    overdue(page, loop);
  }

  private static String doing(EventLoop loop) {
    String what = loop.activity().isEmpty() ? "what its thread does is not known" : loop.activity();
    String since =
        loop.sinceTurn().isPresent()
            ? ", the loop's last turn was %s ago".formatted(Durations.text(loop.sinceTurn().get()))
            : "";
    String hint = loop.waits() || loop.activity().isEmpty() ? "" : "; `jsstack` tells where it is";
    return what + since + hint + (loop.stopped() ? "; it was told to stop" : "");
  }

  /// As libuv decides it: active handles that are referred, and requests.
  private static void keeping(Document page, EventLoop loop) {
    List<Handle> handles = loop.handles().stream().filter(Handle::keeps).toList();
    List<Timer> timers = loop.timers().stream().filter(Timer::referred).toList();
    long requests = Math.max(loop.activeRequests(), loop.requests().size());
    long queued =
        loop.ticks().size() + loop.immediates().stream().filter(Immediate::referred).count();
    if (handles.isEmpty() && timers.isEmpty() && requests == 0 && queued == 0) {
      page.line(
          loop.waits() || loop.activity().isEmpty()
              ? "  nothing keeps it going: it ends after this turn, unless that brings more"
              : "  nothing else keeps it going: it ends when that returns, unless that brings more");
      return;
    }
    List<String> parts = new ArrayList<>();
    parts.add(Count.of(handles.size(), "handle"));
    parts.add(Count.of(timers.size(), "timer"));
    parts.add(Count.of(requests, "request"));
    page.line("  kept going by %s%s".formatted(String.join(", ", parts), queued(queued)));
    handles.stream().limit(SHOWN).forEach(h -> page.line(ActiveHandles.row("  ", h)));
    Duration since = loop.sinceTurn().orElse(Duration.ZERO);
    timers.stream().limit(SHOWN).forEach(t -> page.line(ActiveHandles.row("  ", t, since)));
    loop.requests().stream().limit(SHOWN).forEach(r -> page.line(ActiveRequests.row("    ", r)));
    if (handles.size() > SHOWN || timers.size() > SHOWN || requests > SHOWN) {
      page.line(Style.DIM, "    ... `getactivehandles`, `getactiverequests` list all");
    }
  }

  private static String queued(long functions) {
    return functions == 0 ? "" : ", " + Count.of(functions, "queued function");
  }

  private static void queued(Document page, String what, List<Immediate> queue) {
    if (!queue.isEmpty()) {
      page.line(
          "  %s %s to be run"
              .formatted(Count.of(queue.size(), what), queue.size() == 1 ? "waits" : "wait"));
      queue.stream()
          .limit(SHOWN)
          .forEach(i ->
              page.line(
                  new Line()
                      .add("      " + i.callback())
                      .add(Style.ADDRESS, " " + Addresses.hex(i.object()))));
    }
  }

  private static void overdue(Document page, EventLoop loop) {
    Duration since = loop.sinceTurn().orElse(Duration.ZERO);
    long count =
        loop.timers().stream()
            .filter(t -> t.dueIn().isPresent() && t.dueIn().get().compareTo(since) < 0)
            .count();
    if (count > 0) {
      page.line("  %s overdue".formatted(count == 1 ? "1 timer is" : count + " timers are"));
    }
  }
}
