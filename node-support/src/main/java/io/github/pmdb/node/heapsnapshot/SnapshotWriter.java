package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.function.Consumer;

/// Writes nodes and edges side by side, in one pass: a process that runs on meanwhile can not make
/// their counts differ.
final class SnapshotWriter {
  private static final int OFTEN = 1 << 14;
  private static final int NOW_AND_THEN = 1 << 18;
  private static final String BYTES = "system / JSArrayBufferData";

  private final HeapObjects objects;
  private final Numbering numbering;
  private final StringTable strings;
  private final Nodes nodes;
  private final References references;
  private final Buffers buffers;
  private final HeapReader reader;
  private final TextFile file;
  private final TextFile edges;
  private final Runnable check;
  private long nodeCount;
  private long edgeCount;

  /// Edges of the node that is written next.
  private int edgesOfNode;

  SnapshotWriter(Content content, TextFile file, TextFile edges, Runnable check) {
    this.objects = content.graph().objects();
    this.numbering = content.numbering();
    this.strings = content.strings();
    this.nodes = content.nodes();
    this.references = content.references();
    this.buffers = content.buffers();
    this.reader = content.reader();
    this.file = file;
    this.edges = edges;
    this.check = check;
  }

  /// @return how many edges there are
  long write(RootNodes roots, Consumer<String> progress) {
    file.text(Sections.head(numbering.count()));
    long countAt = file.position();
    file.text(Sections.LATER + Sections.NODES);
    roots.each(strings, numbering, new Roots());
    for (int i = 0; i < objects.count(); i++) {
      if (i % OFTEN == 0) {
        check.run();
      }
      if (i % NOW_AND_THEN == 0) {
        progress.accept("writes %d of %d nodes".formatted(nodeCount, numbering.count()));
      }
      if (numbering.has(i)) {
        references.of(i, this::edge);
        node(nodes.type(objects.map(i)), nodes.name(i), objects.size(i));
      }
    }
    for (int i = 0; i < objects.count(); i++) {
      if (numbering.buffers().has(i)) {
        node(NodeType.NATIVE, strings.of(BYTES), bytes(buffers, objects.address(i)));
      }
    }
    file.text(Sections.EDGES);
    file.append(edges);
    file.text(Sections.STRINGS);
    progress.accept("writes the strings");
    strings.write(file, new Strings(reader), check);
    file.text(Sections.END);
    file.over(countAt, Long.toString(edgeCount));
    return edgeCount;
  }

  /// What an array buffer has outside the heap, 0 where that can not be told.
  static long bytes(Buffers buffers, long address) {
    try {
      Buffers.Bytes bytes = buffers.ofBuffer(Tagged.reference(address));
      return bytes.address() == 0 ? 0 : bytes.length();
    } catch (MemoryFault _) {
      // A buffer that is cut has no bytes that could be counted.
      return 0;
    }
  }

  private void edge(EdgeType type, int name, int node) {
    if (edgeCount++ > 0) {
      edges.text(",\n");
    }
    edges.number(type.number());
    edges.put(',');
    edges.number(name & 0xffff_ffffL);
    edges.put(',');
    edges.number((long) node * Sections.NODE_FIELDS);
    edgesOfNode++;
  }

  private void node(NodeType type, int name, long size) {
    if (nodeCount > 0) {
      file.text(",\n");
    }
    file.number(type.number());
    file.put(',');
    file.number(name);
    file.put(',');
    file.number(2 * nodeCount++ + 1);
    file.put(',');
    file.number(size);
    file.put(',');
    file.number(edgesOfNode);
    file.text(",0,0");
    edgesOfNode = 0;
  }

  /// Writes the nodes that stand for roots.
  private final class Roots implements RootNodes.Sink {
    @Override
    public void edge(EdgeType type, int name, int node) {
      SnapshotWriter.this.edge(type, name, node);
    }

    @Override
    public void node(String title) {
      SnapshotWriter.this.node(NodeType.SYNTHETIC, strings.of(title), 0);
    }
  }
}
