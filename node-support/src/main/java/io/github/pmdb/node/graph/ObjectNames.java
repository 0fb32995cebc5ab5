package io.github.pmdb.node.graph;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.object.HeapReader;

/// What kinds of objects are called: by their constructors, and V8's own in parentheses.
public final class ObjectNames {
  private final HeapReader reader;
  private final Constructors constructors;

  public ObjectNames(HeapReader reader, Constructors constructors) {
    this.reader = reader;
    this.constructors = constructors;
  }

  /// The name for objects with a map.
  public String of(V8Map map) {
    if (reader.isString(map.type())) {
      return "(string)";
    }
    if (map.type() == reader.layout().type("JSGlobalObject")) {
      return "globalThis";
    }
    if (reader.isReceiver(map.type())) {
      return map.isPrototype() ? "(prototype)" : constructors.name(map);
    }
    return "(" + constructors.internalName(map.type()) + ")";
  }
}
