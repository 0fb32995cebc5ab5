package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.stream.Stream;

/// A command that lists something of each event loop, below a heading for each.
///
/// @param <L> what it tells of a loop
abstract class PerLoop<L> implements Command<PerLoop.Listed<L>> {
  /// What is told of each loop.
  public record Listed<L>(List<L> loops, List<Problem> problems) {}

  abstract L of(EventLoop loop, Arguments arguments);

  abstract String heading(L loop);

  abstract Stream<Line> rows(L loop);

  @Override
  public final Listed<L> run(Session session, Arguments arguments) {
    LoopView view = LoopView.of(session, arguments);
    return new Listed<>(
        view.loops().stream().map(loop -> of(loop, arguments)).toList(), view.problems());
  }

  @Override
  public final Document text(Session session, Listed<L> value) {
    Document page = new Document();
    for (L loop : value.loops()) {
      page.line(Style.HEADING, heading(loop));
      rows(loop).forEach(page::line);
    }
    return Notes.append(page, value.problems());
  }
}
