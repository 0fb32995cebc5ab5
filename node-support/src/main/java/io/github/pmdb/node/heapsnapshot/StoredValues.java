package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.node.graph.Fields;
import io.github.pmdb.node.graph.Fields.Field;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.value.Keys;
import io.github.pmdb.node.word.Tagged;

/// The values of objects that lie in arrays of their own: properties beyond the object, those of
/// dictionaries, and elements.
final class StoredValues {
  private static final int MOST_ENTRIES = 1 << 20;

  private final HeapReader reader;
  private final Layout layout;
  private final HeapObjects objects;
  private final StringTable strings;
  private final Keys keys;
  private final Fields fields;
  private final Properties properties;
  private final Elements elements;

  StoredValues(HeapReader reader, HeapObjects objects, StringTable strings) {
    this.reader = reader;
    this.layout = reader.layout();
    this.objects = objects;
    this.strings = strings;
    this.keys = new Keys(reader);
    this.fields = new Fields(reader);
    this.properties = new Properties(reader);
    this.elements = new Elements(reader);
  }

  /// Takes references.
  interface Sink {
    /// @param target number of an object
    void value(EdgeType type, int name, int target);
  }

  /// A reference, if the value is one.
  void target(EdgeType type, int name, long value, Sink sink) {
    int target = Tagged.isReference(value) ? objects.at(Tagged.address(value)) : -1;
    if (target >= 0) {
      sink.value(type, name, target);
    }
  }

  void properties(long address, V8Map map, Sink sink) {
    long object = Tagged.reference(address);
    if (map.isDictionary() || map.type() == layout.type("JSGlobalObject")) {
      for (Property property : properties.own(object)) {
        target(EdgeType.PROPERTY, name(property.key()), property.value(), sink);
      }
      return;
    }
    long array = reader.field(object, "JSReceiver.raw_properties_or_hash");
    if (reader.is(array, "PropertyArray")) {
      int inside = Fields.inside(map);
      for (Field field : fields.of(map)) {
        if (field.index() >= inside) {
          long value = reader.item(array, field.index() - inside);
          target(EdgeType.PROPERTY, name(field.key()), value, sink);
        }
      }
    }
  }

  /// A key that is a string of the heap has a number already.
  private int name(long key) {
    int object = objects.at(Tagged.address(key));
    return object >= 0 && strings.hasText(object)
        ? strings.ofText(object)
        : strings.of(keys.name(key));
  }

  void elements(long address, V8Map map, Sink sink) {
    long object = Tagged.reference(address);
    long array = reader.field(object, "JSObject.elements");
    if (reader.is(array, "NumberDictionary")) {
      for (Elements.Element element : elements.of(object, 0, MOST_ENTRIES).elements()) {
        target(EdgeType.ELEMENT, (int) element.index(), element.value(), sink);
      }
    } else if (reader.is(array, "FixedArray")) {
      int length = length(object, map, array);
      for (int i = 0; i < length; i++) {
        long value = reader.item(array, i);
        if (!Tagged.isSmi(value) && reader.oddball(value) != Oddball.HOLE) {
          target(EdgeType.ELEMENT, i, value, sink);
        }
      }
    }
  }

  private int length(long object, V8Map map, long array) {
    int room = reader.length(array);
    return map.type() == layout.type("JSArray")
        ? Math.clamp((long) reader.number(reader.field(object, "JSArray.length")), 0, room)
        : room;
  }
}
