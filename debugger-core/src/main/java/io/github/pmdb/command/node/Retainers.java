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
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.HeapGraph.Step;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.util.List;

/// `retainers ADDRESS`: what keeps an object alive.
public final class Retainers implements Command<Retainers.Kept> {
  /// @param root the place that begins the way, empty where nothing keeps the object alive
  public record Kept(long address, String root, List<Step> steps, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "retainers",
            Group.JAVASCRIPT,
            "Tell what keeps an object of Node.js alive",
            """
            One of the shortest ways from a root to the object, through strong references only. A
            root is the global object, a word of a stack, a handle of C++, a field of an isolate, or
            V8's read-only heap. An object to which no way leads is garbage that was not yet
            collected. Words of stacks are taken as they are: a stale one may keep an object here
            that the next collection would free.
            """)
        .alias("v8 retainers")
        .required(
            "ADDRESS",
            Kind.WORD,
            "as `findjsinstances` prints it, with a path behind it, if you like")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("retainers 0x3f2a5c081118", "the way from a root to this object");
  }

  @Override
  public Kept run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    long address = view.object(arguments);
    HeapGraph graph = view.graph(session);
    session.progress("goes through the references");
    HeapGraph.Way way =
        graph
            .way(address, Cancellation::check)
            .orElseThrow(() ->
                new UserError(
                    Addresses.hex(address) + " lies in no part of a heap that is in use",
                    "the object was moved or freed, or lies among machine code"));
    return new Kept(address, way.root(), way.steps(), view.withMotion(graph.problems()));
  }

  @Override
  public Document text(Session session, Kept value) {
    Document page = new Document();
    if (value.root().isEmpty()) {
      page.line(
          "unreachable: no root leads to "
              + Addresses.hex(value.address())
              + ", the next collection would free it");
    } else {
      page.line(value.root());
    }
    for (Step step : value.steps()) {
      page.line(
          new Line()
              .add("  ")
              .add(Style.ADDRESS, Addresses.hex(step.address()))
              .add(": ")
              .add(Style.EMPHASIS, step.how().isEmpty() ? "" : step.how() + "  ")
              .add(Style.JAVASCRIPT, step.name()));
    }
    return Notes.append(page, value.problems());
  }
}
