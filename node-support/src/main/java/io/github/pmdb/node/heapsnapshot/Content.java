package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.graph.ObjectNames;
import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.heap.StringType.Representation;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Describer;
import java.util.function.IntPredicate;

/// What one snapshot is made of.
record Content(
    HeapGraph graph,
    HeapReader reader,
    Numbering numbering,
    StringTable strings,
    Nodes nodes,
    References references,
    Buffers buffers) {
  /// @param written the objects that are written
  /// @param roots how many nodes stand for roots
  static Content of(HeapGraph graph, Describer describer, IntPredicate written, int roots) {
    HeapReader reader = describer.reader();
    HeapObjects objects = graph.objects();
    Buffers buffers = new Buffers(reader, describer.constructors());
    Ranks all = Ranks.of(objects.count(), written);
    int bufferType = reader.layout().type("JSArrayBuffer");
    Ranks outside =
        Ranks.of(
            objects.count(),
            i ->
                all.has(i)
                    && objects.map(i).type() == bufferType
                    && SnapshotWriter.bytes(buffers, objects.address(i)) > 0);
    Ranks texts = Ranks.of(objects.count(), i -> all.has(i) && hasText(reader, objects.map(i)));
    Numbering numbering = new Numbering(roots, all, outside);
    StringTable strings = new StringTable(objects, texts);
    ObjectNames names = new ObjectNames(reader, describer.constructors());
    return new Content(
        graph,
        reader,
        numbering,
        strings,
        new Nodes(reader, new Functions(reader), names, objects, strings),
        new References(graph, reader, strings, numbering),
        buffers);
  }

  /// Strings that are parts of others or made of others are told by these.
  private static boolean hasText(HeapReader reader, V8Map map) {
    if (!reader.isString(map.type())) {
      return false;
    }
    Representation representation = StringType.representation(map.type());
    return representation != Representation.CONS && representation != Representation.SLICED;
  }
}
