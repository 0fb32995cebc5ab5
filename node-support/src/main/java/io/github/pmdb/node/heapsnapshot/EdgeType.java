package io.github.pmdb.node.heapsnapshot;

import java.util.Locale;

/// What references are: V8's `HeapGraphEdge::Type`.
enum EdgeType {
  CONTEXT(0),
  ELEMENT(1),
  PROPERTY(2),
  INTERNAL(3),
  HIDDEN(4),
  SHORTCUT(5),
  WEAK(6);

  private final int number;

  EdgeType(int number) {
    this.number = number;
  }

  /// As it is written.
  int number() {
    return number;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
