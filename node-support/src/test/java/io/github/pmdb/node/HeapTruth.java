package io.github.pmdb.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `fixtures/node/heap.js` wrote down of itself.
record HeapTruth(JsonNode root) {
  static HeapTruth read(Path file) throws IOException {
    return new HeapTruth(JsonMapper.builder().build().readTree(Files.readString(file)));
  }

  String text(String name) {
    return root.get(name).asString();
  }

  /// Texts by name.
  Map<String, String> texts(String name) {
    return texts(root.get(name));
  }

  Map<String, Map<String, String>> tables(String name) {
    Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    root.get(name).properties().forEach(e -> tables.put(e.getKey(), texts(e.getValue())));
    return tables;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString()));
    return texts;
  }

  Map<String, Long> counts(String name) {
    Map<String, Long> counts = new LinkedHashMap<>();
    root.get(name).properties().forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
    return counts;
  }
}
