package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.Reach;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Makes a `.heapsnapshot` of a heap.
///
/// Beside the addresses of the objects it takes three bytes of memory for each of them; edges grow
/// in a second file, which is gone at the end.
public final class HeapSnapshotFile {
  /// Readers keep numbers of nodes, times the values of one, in 32 bits.
  private static final long MOST_NODES = 0xffff_ffffL / (long) Sections.NODE_FIELDS;

  private final HeapGraph graph;
  private final Describer describer;
  private final Runnable check;
  private final Consumer<String> progress;

  /// @param check is called now and then; what it throws ends the work, and nothing stays behind
  /// @param progress is told what is being done
  public HeapSnapshotFile(
      HeapGraph graph, Describer describer, Runnable check, Consumer<String> progress) {
    this.graph = graph;
    this.describer = describer;
    this.check = check;
    this.progress = progress;
  }

  /// @param garbage objects that no root leads to
  /// @param bytes of the file
  public record Written(long nodes, long edges, long garbage, long bytes) {}

  /// @param garbage whether objects that no root leads to are written too
  /// @throws UserError when the file is there already, or can not be written
  public Written write(Path file, boolean garbage) {
    if (Files.exists(file)) {
      throw new UserError(file + " exists", "another name keeps both");
    }
    progress.accept("goes through the references");
    Reach reach = Reach.of(graph.objects(), graph.edges(), graph.roots(), -1, check);
    RootNodes roots = new RootNodes(graph.roots());
    int lost = graph.objects().count() - reach.count();
    if (garbage && lost > 0) {
      roots.add("(garbage)", unreached(reach));
    }
    Content content =
        Content.of(graph, describer, object -> garbage || reach.has(object), roots.count());
    if (content.numbering().count() > MOST_NODES) {
      throw new UserError(
          "%d objects are more than a .heapsnapshot can number".formatted(reach.count()),
          "dominators and findjsobjects work with heaps of any size");
    }
    try {
      return write(file, content, roots, lost);
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(
          "%s can not be written: %s".formatted(file, e.getMessage()),
          "about 60 bytes are needed for each object, and the same again while it is written");
    }
  }

  private int[] unreached(Reach reach) {
    return IntStream.range(0, graph.objects().count()).filter(i -> !reach.has(i)).toArray();
  }

  private Written write(Path file, Content content, RootNodes roots, int lost) throws IOException {
    try (Part part = Part.beside(file, ".part");
        Part edgesPart = Part.beside(file, ".edges")) {
      long edges;
      try (TextFile nodes = part.open();
          TextFile others = edgesPart.open()) {
        edges = new SnapshotWriter(content, nodes, others, check).write(roots, progress);
      }
      long bytes = Files.size(part.path);
      Files.move(part.path, file, StandardCopyOption.ATOMIC_MOVE);
      return new Written(content.numbering().count(), edges, lost, bytes);
    }
  }

  /// A file that nobody else may read, as what a heap holds, and that is gone at the end if it was
  /// not moved.
  private record Part(Path path) implements AutoCloseable {
    static Part beside(Path file, String suffix) throws IOException {
      Path directory = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
      return new Part(Files.createTempFile(directory, file.getFileName() + ".", suffix));
    }

    TextFile open() throws IOException {
      return new TextFile(
          FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.READ));
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }
}
