package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.graph.Edges;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.graph.Root;
import io.github.pmdb.node.graph.SlotNames;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import java.util.BitSet;

/// The references of objects as V8's snapshots have them: an object refers to the values of its
/// properties and elements itself, beside the arrays that hold these.
final class References {
  private static final int WORD = 8;

  private final HeapObjects objects;
  private final Edges edges;
  private final SlotNames slots;
  private final HeapReader reader;
  private final Layout layout;
  private final StringTable strings;
  private final Numbering numbering;
  private final StoredValues stored;

  /// What lies in the read-only heap, which is a root itself.
  private final BitSet constants = new BitSet();

  private final int ephemeron;
  private final int weak;
  private final int prototype;
  private final int backingStore;

  References(HeapGraph graph, HeapReader reader, StringTable strings, Numbering numbering) {
    this.objects = graph.objects();
    this.edges = graph.edges();
    this.slots = new SlotNames(reader);
    this.reader = reader;
    this.layout = reader.layout();
    this.strings = strings;
    this.numbering = numbering;
    this.stored = new StoredValues(reader, objects, strings);
    graph.roots().stream()
        .filter(r -> r.kind() == Root.Kind.READ_ONLY)
        .forEach(r -> constants.set(r.object()));
    this.ephemeron = strings.of("value of a WeakMap");
    this.weak = strings.of("weak");
    this.prototype = strings.of("__proto__");
    this.backingStore = strings.of("backing_store");
  }

  /// Takes the edges of one node.
  interface Sink {
    /// @param name number of a string, or for elements and hidden edges a number
    /// @param node number of the node that is referred to
    void edge(EdgeType type, int name, int node);
  }

  /// All references of an object to objects that are written.
  void of(int object, Sink sink) {
    V8Map map = objects.map(object);
    edges.of(
        object,
        (target, offset, isWeak) -> {
          if (numbering.has(target)) {
            Sink checked = constants.get(target) ? ofConstant(sink) : sink;
            word(object, map, offset, isWeak, numbering.node(target), checked);
          }
        });
    if (reader.isReceiver(map.type())) {
      values(object, map, sink);
    }
    if (numbering.buffers().has(object)) {
      sink.edge(EdgeType.INTERNAL, backingStore, numbering.bytes(object));
    }
  }

  /// V8's own references to its own constants tell nobody anything.
  private static Sink ofConstant(Sink sink) {
    return (type, name, node) -> {
      if (type == EdgeType.PROPERTY || type == EdgeType.CONTEXT) {
        sink.edge(type, name, node);
      }
    };
  }

  private void word(int object, V8Map map, long offset, boolean isWeak, int node, Sink sink) {
    if (offset == Edges.EPHEMERON) {
      sink.edge(EdgeType.INTERNAL, ephemeron, node);
    } else if (slots.isArray(map) && offset != 0) {
      if (isWeak) {
        sink.edge(EdgeType.WEAK, weak, node);
      } else {
        sink.edge(EdgeType.HIDDEN, (int) (offset / WORD), node);
      }
    } else {
      named(slots.of(map, objects.address(object), offset), offset, isWeak, node, sink);
    }
  }

  private void named(SlotNames.Name name, long offset, boolean isWeak, int node, Sink sink) {
    if (isWeak) {
      sink.edge(EdgeType.WEAK, strings.of(name.text()), node);
      return;
    }
    switch (name.kind()) {
      case PROPERTY -> sink.edge(EdgeType.PROPERTY, strings.of(name.text()), node);
      case VARIABLE -> sink.edge(EdgeType.CONTEXT, strings.of(name.text()), node);
      case INTERNAL -> sink.edge(EdgeType.INTERNAL, strings.of(name.text()), node);
      case ELEMENT, UNNAMED -> sink.edge(EdgeType.HIDDEN, (int) (offset / WORD), node);
    }
  }

  private void values(int object, V8Map map, Sink sink) {
    StoredValues.Sink each =
        (type, name, target) -> {
          if (numbering.has(target)) {
            sink.edge(type, name, numbering.node(target));
          }
        };
    try {
      long above = reader.memory().word(map.address() + layout.get("Map.prototype"));
      stored.target(EdgeType.PROPERTY, prototype, above, each);
      if (map.type() != layout.type("JSProxy")) {
        stored.properties(objects.address(object), map, each);
        stored.elements(objects.address(object), map, each);
      }
    } catch (MemoryFault _) {
      // What can not be read refers to nothing; the walk counts it.
      return;
    }
  }
}
