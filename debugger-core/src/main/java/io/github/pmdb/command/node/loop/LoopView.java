package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.node.NodeView;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The event loops of a target that a command is about.
///
/// @param loops those of the isolate that was asked for, or all
record LoopView(List<EventLoop> loops, List<Problem> problems) {
  static LoopView of(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    OptionalInt isolate = view.isolate(arguments);
    session.progress("walks the heap");
    EventLoops.Found found = view.loops().find(Cancellation::check);
    List<EventLoop> chosen =
        found.loops().stream()
            .filter(l -> isolate.isEmpty() || l.isolate() == isolate.getAsInt())
            .toList();
    List<Problem> problems = new ArrayList<>(found.problems());
    chosen.forEach(l -> problems.addAll(l.problems()));
    return new LoopView(chosen, view.withMotion(problems));
  }
}
