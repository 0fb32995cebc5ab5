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
import io.github.pmdb.node.graph.FindReferences;
import io.github.pmdb.node.graph.FindReferences.Referrer;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.List;

/// `findrefs ADDRESS`: who refers to an object.
public final class FindRefs implements Command<FindRefs.Found> {
  private static final int LIMIT = 100;

  /// @param total how many words refer to the object, of which the first are listed
  public record Found(long address, long total, List<Referrer> referrers, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "findrefs",
            Group.JAVASCRIPT,
            "List what refers to an object of Node.js",
            """
            One line for each reference: the object that refers, and where in it: a property, an
            element, a variable of a context, or in braces a field of V8's own. An array in which V8
            keeps the properties or elements of an object is left out of the way where its owner is
            found. What refers weakly (WeakRef, WeakMap, transitions of shapes) does not keep the
            object alive. Objects that are garbage refer too: `retainers` tells whether any root
            leads to the object.
            """)
        .alias("v8 findrefs")
        .required(
            "ADDRESS",
            Kind.WORD,
            "as `findjsinstances` prints it, with a path behind it, if you like")
        .optional("--limit", Kind.INTEGER, "list so many, 100 if not given")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("findrefs 0x3f2a5c081118", "what refers to this object");
  }

  @Override
  public Found run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    long address = view.object(arguments);
    session.progress("walks the heap");
    FindReferences.Found found =
        new FindReferences(view.heap(), view.inspector().describer())
            .to(address, NodeView.number(arguments, "--limit", LIMIT), Cancellation::check);
    return new Found(
        address, found.total(), found.referrers(), view.withMotion(view.heap().problems()));
  }

  @Override
  public Document text(Session session, Found value) {
    Document page = new Document();
    for (Referrer referrer : value.referrers()) {
      Line line =
          new Line()
              .add(Style.ADDRESS, Addresses.hex(referrer.address()))
              .add(": ")
              .add(Style.JAVASCRIPT, referrer.name())
              .add(Style.EMPHASIS, "  " + referrer.how());
      page.line(referrer.weak() ? line.add(Style.DIM, "  weak") : line);
    }
    page.line(
        value.total() == 0
            ? "nothing on the heap refers to " + Addresses.hex(value.address())
            : "%d of %d references to %s"
                .formatted(
                    value.referrers().size(), value.total(), Addresses.hex(value.address())));
    return Notes.append(page, value.problems());
  }
}
