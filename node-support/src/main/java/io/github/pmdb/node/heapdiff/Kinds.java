package io.github.pmdb.node.heapdiff;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.graph.ObjectNames;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Keys;
import java.util.List;

/// The kinds of objects, by their maps.
final class Kinds {
  private final HeapReader reader;
  private final ObjectNames names;
  private final Keys keys;

  Kinds(Describer describer) {
    this.reader = describer.reader();
    this.names = new ObjectNames(reader, describer.constructors());
    this.keys = new Keys(reader);
  }

  ObjectKind of(V8Map map) {
    int type = map.type();
    if (reader.isFunction(type) || type == reader.layout().type("JSBoundFunction")) {
      return new ObjectKind(ObjectKind.FUNCTION, List.of());
    }
    boolean shaped = reader.isReceiver(type) && !map.isPrototype();
    return new ObjectKind(names.of(map), shaped ? properties(map) : List.of());
  }

  private List<String> properties(V8Map map) {
    if (map.isDictionary()) {
      return List.of("(dictionary)");
    }
    try {
      return new Properties(reader).keys(map).stream().map(keys::text).toList();
    } catch (MemoryFault _) {
      // A shape that can not be read is one of its own.
      return List.of("(unreadable)");
    }
  }
}
