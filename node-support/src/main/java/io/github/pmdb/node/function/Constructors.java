package io.github.pmdb.node.function;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.word.Tagged;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Names of constructors by map, as V8's own heap snapshots have them
/// (`JSReceiver::GetConstructorName`).
public final class Constructors {
  private static final int MOST_STEPS = 200;
  private static final String OBJECT = "Object";

  private final HeapReader reader;
  private final Layout layout;
  private final Functions functions;
  private final Properties properties;
  private final Map<Integer, String> names = new ConcurrentHashMap<>();

  public Constructors(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.functions = new Functions(reader);
    this.properties = new Properties(reader);
  }

  /// The name for objects of JavaScript with this map.
  public String name(V8Map map) {
    String known = names.get(map.index());
    if (known == null) {
      known = find(map);
      names.put(map.index(), known);
    }
    return known;
  }

  private String find(V8Map map) {
    try {
      String name = map.type() == layout.type("JSProxy") ? "Proxy" : "";
      if (name.isEmpty() && map.madeByItsConstructor() && !map.isPrototype()) {
        name = byMap(map);
      }
      if (name.isEmpty() || name.equals(OBJECT)) {
        String inherited = byPrototypes(map);
        name = inherited.isEmpty() ? name : inherited;
      }
      return name.isEmpty() ? byType(map) : name;
    } catch (MemoryFault _) {
      // A damaged map has no constructor that could be told.
      return "(unreadable)";
    }
  }

  private String byType(V8Map map) {
    return reader.isFunction(map.type()) ? "Function" : OBJECT;
  }

  /// The function that made the first object of this shape.
  private String byMap(V8Map map) {
    long constructor = constructor(map);
    if (reader.is(constructor, "Tuple2")) {
      constructor = reader.field(constructor, "Tuple2.value1");
    }
    return reader.isFunction(reader.type(constructor)) ? functions.name(constructor) : "";
  }

  /// What stands where maps that came of other maps have those.
  private long constructor(V8Map map) {
    int offset = layout.get("Map.constructor_or_back_pointer");
    long value = reader.memory().word(map.address() + offset);
    for (int i = 0; i < MOST_STEPS && reader.is(value, "Map"); i++) {
      value = reader.word(value, offset);
    }
    return value;
  }

  /// The first `constructor` on the way through the prototypes.
  private String byPrototypes(V8Map map) {
    long prototype = reader.memory().word(map.address() + layout.get("Map.prototype"));
    for (int i = 0; i < MOST_STEPS && reader.isReceiver(reader.type(prototype)); i++) {
      Optional<Long> constructor =
          properties
              .own(prototype, "constructor")
              .filter(p -> !p.accessor())
              .map(Property::value)
              .filter(v -> reader.isFunction(reader.type(v)));
      String name = constructor.map(functions::name).orElse("");
      if (!name.isEmpty()) {
        return name;
      }
      prototype = prototype(prototype);
    }
    return "";
  }

  /// The prototype of an object, tagged.
  public long prototype(long object) {
    V8Map map = reader.map(object);
    return map == null ? 0 : reader.memory().word(map.address() + layout.get("Map.prototype"));
  }

  /// The name for one object; of what is not JavaScript's own the type in parentheses.
  public String nameOf(long reference) {
    V8Map map = Tagged.isReference(reference) ? reader.map(reference) : null;
    if (map == null) {
      return "(no object)";
    }
    return reader.isReceiver(map.type()) ? name(map) : "(" + internalName(map.type()) + ")";
  }

  /// What V8 calls a type that is not one of JavaScript's objects.
  public String internalName(int type) {
    if (reader.isString(type)) {
      return "string";
    }
    return InternalNames.of(layout, type);
  }
}
