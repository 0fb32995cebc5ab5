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
import io.github.pmdb.node.graph.Dominators;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.Retained;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.List;

/// `dominators`: what retains how much.
public final class JsDominators implements Command<JsDominators.Sums> {
  private static final int TOP = 20;

  /// @param reachable objects that a root leads to, of `reachableBytes`
  /// @param unreachable garbage that was not yet collected
  public record Sums(
      long reachable,
      long reachableBytes,
      long unreachable,
      long unreachableBytes,
      List<Retained.Row> rows,
      List<Retained.Single> objects,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "dominators",
            Group.JAVASCRIPT,
            "Tell what retains how many bytes of the heap of Node.js",
            """
            An object retains what would be freed with it: all to which every way from a root leads
            through it. First by constructor, where an object that another one of the same name
            retains counts once, then single objects. Strings and V8's own objects are in
            parentheses. Objects to which no root leads are counted apart. Bytes are those of the
            objects on the heap, without what they have outside. It takes about 60 bytes of pmdb's
            memory for each object, so that a heap of ten million fits the usual 1 GiB; where that
            is not there, it says so.
            """)
        .alias("v8 dominators")
        .optional("--top", Kind.INTEGER, "so many of each, 20 if not given")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("dominators", "the twenty constructors and objects that retain most");
  }

  @Override
  public Sums run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    int top = NodeView.number(arguments, "--top", TOP);
    HeapGraph graph = view.graph(session);
    session.progress("computes what %d objects retain".formatted(graph.objects().count()));
    Dominators dominators =
        Dominators.of(graph.objects(), graph.edges(), graph.roots(), Cancellation::check);
    Retained.Result result =
        new Retained(
                view.heap(),
                view.inspector().describer().constructors(),
                graph.objects(),
                dominators)
            .of(top, Cancellation::check);
    return new Sums(
        dominators.reachable(),
        dominators.reachableBytes(),
        dominators.unreachable(),
        dominators.unreachableBytes(),
        result.rows().stream().limit(top).toList(),
        result.singles(),
        view.withMotion(graph.problems()));
  }

  @Override
  public Document text(Session session, Sums value) {
    Document page = new Document();
    page.line(
        Style.HEADING, "%14s %12s %12s  %s".formatted("Retained", "Size", "Instances", "Name"));
    for (Retained.Row row : value.rows()) {
      page.line(
          new Line()
              .add("%14d %12d %12d  ".formatted(row.retained(), row.bytes(), row.instances()))
              .add(Style.JAVASCRIPT, row.name()));
    }
    page.line("");
    page.line(Style.HEADING, "%14s %12s  %s".formatted("Retained", "Size", "Object"));
    for (Retained.Single single : value.objects()) {
      page.line(
          new Line()
              .add("%14d %12d  ".formatted(single.retained(), single.bytes()))
              .add(Style.ADDRESS, Addresses.hex(single.address()))
              .add(": ")
              .add(Style.JAVASCRIPT, single.name()));
    }
    page.line(
        "%d objects of %s are reachable; %d of %s are not"
            .formatted(
                value.reachable(),
                Sizes.text(value.reachableBytes()),
                value.unreachable(),
                Sizes.text(value.unreachableBytes())));
    return Notes.append(page, value.problems());
  }
}
