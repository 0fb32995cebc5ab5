package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.heapsnapshot.HeapSnapshotFile;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.nio.file.Path;
import java.util.List;

/// `heapsnapshot FILE`: the heap for Chrome's DevTools.
public final class HeapSnapshot implements Command<HeapSnapshot.Saved> {
  /// @param garbage objects that no root leads to
  /// @param garbageWritten whether they are in the file
  public record Saved(
      String file,
      long nodes,
      long edges,
      long garbage,
      boolean garbageWritten,
      long bytes,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "heapsnapshot",
            Group.JAVASCRIPT,
            "Write the heap of Node.js into a .heapsnapshot",
            """
            Chrome's DevTools (Memory, Load) and MemLab open the file. It is what
            `v8.writeHeapSnapshot()` would have written, without the help of the process. Objects of
            all isolates are in it, each reached from the global object of its own. Objects to which
            no root leads are left out unless asked for. Nobody but you may read the file, which
            holds every string of the program. It takes about 60 bytes for each object, the same
            again while it is written, and of pmdb's memory some 30 bytes for each.
            """)
        .alias("v8 heapsnapshot")
        .required("FILE", Kind.FILE, "to be written; it must not be there yet")
        .optional("--garbage", Kind.FLAG, "with objects that no root leads to, under (garbage)")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("heapsnapshot /tmp/hang.heapsnapshot", "for the Memory tab of DevTools");
  }

  @Override
  public Saved run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    Path file = Path.of(arguments.first().orElseThrow());
    boolean garbage = arguments.has("--garbage");
    HeapGraph graph = view.graph(session);
    HeapSnapshotFile snapshot =
        new HeapSnapshotFile(
            graph, view.inspector().describer(), Cancellation::check, session::progress);
    HeapSnapshotFile.Written written = snapshot.write(file, garbage);
    return new Saved(
        file.toString(),
        written.nodes(),
        written.edges(),
        written.garbage(),
        garbage,
        written.bytes(),
        view.withMotion(graph.problems()));
  }

  @Override
  public Document text(Session session, Saved value) {
    Document page = new Document();
    page.line(
        "%s: %d nodes, %d edges, %s"
            .formatted(value.file(), value.nodes(), value.edges(), Sizes.text(value.bytes())));
    page.line(
        "%d objects to which no root leads are %s"
            .formatted(
                value.garbage(),
                value.garbageWritten() ? "under (garbage)" : "left out; --garbage has them"));
    return Notes.append(page, value.problems());
  }
}
