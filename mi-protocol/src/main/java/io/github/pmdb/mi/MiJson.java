package io.github.pmdb.mi;

import io.github.pmdb.mi.MiValue.Entry;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// MI values as Jackson trees, so that they can be bound to records. Constants become strings; a
/// name that a tuple repeats becomes an array; values without a name are gathered under `""`.
public final class MiJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MiJson() {}

  public static JsonNode tree(MiValue value) {
    return switch (value) {
      case MiConst constant -> NODES.stringNode(constant.text());
      case MiValue.Tuple(List<Entry> entries) -> object(entries);
      case MiValue.MiList(List<Entry> entries) -> array(entries);
    };
  }

  private static JsonNode array(List<Entry> entries) {
    ArrayNode array = NODES.arrayNode(entries.size());
    entries.forEach(entry -> array.add(tree(entry.value())));
    return array;
  }

  private static JsonNode object(List<Entry> entries) {
    ObjectNode object = NODES.objectNode();
    java.util.Set<String> repeated = new java.util.HashSet<>();
    for (Entry entry : entries) {
      JsonNode value = tree(entry.value());
      JsonNode known = object.get(entry.name());
      if (known == null) {
        object.set(entry.name(), value);
      } else if (repeated.add(entry.name())) {
        object.set(entry.name(), NODES.arrayNode().add(known).add(value));
      } else {
        ((ArrayNode) known).add(value);
      }
    }
    return object;
  }
}
