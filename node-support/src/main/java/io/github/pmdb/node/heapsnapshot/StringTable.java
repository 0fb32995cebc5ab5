package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.LinkedHashMap;
import java.util.Map;

/// The strings of a snapshot by number: first one for each string of the heap, whose text is read
/// when it is written, then the names that were met.
final class StringTable {
  /// As long as V8 writes them.
  private static final int LONGEST = 1024;

  private static final int OFTEN = 1 << 14;

  /// V8's own first string, to which nothing refers.
  private static final String FIRST = "<dummy>";

  private final HeapObjects objects;
  private final Ranks contents;
  private final Map<String, Integer> names = new LinkedHashMap<>();

  /// @param contents strings of the heap
  StringTable(HeapObjects objects, Ranks contents) {
    this.objects = objects;
    this.contents = contents;
  }

  int of(String name) {
    return names.computeIfAbsent(name, _ -> 1 + contents.count() + names.size());
  }

  /// Whether the text of an object has a number.
  boolean hasText(int object) {
    return contents.has(object);
  }

  /// The number of the text of a string of the heap.
  int ofText(int object) {
    return 1 + contents.rank(object);
  }

  void write(TextFile file, Strings strings, Runnable check) {
    file.quoted(FIRST);
    for (int i = 0; i < objects.count(); i++) {
      if (i % OFTEN == 0) {
        check.run();
      }
      if (contents.has(i)) {
        next(file, strings.read(Tagged.reference(objects.address(i)), LONGEST).text());
      }
    }
    for (String name : names.keySet()) {
      next(file, name);
    }
  }

  private static void next(TextFile file, String text) {
    file.text(",\n");
    file.quoted(text);
  }
}
