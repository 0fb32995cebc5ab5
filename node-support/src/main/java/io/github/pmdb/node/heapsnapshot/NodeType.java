package io.github.pmdb.node.heapsnapshot;

import java.util.Locale;

/// What nodes are: V8's `HeapGraphNode::Type`.
enum NodeType {
  HIDDEN(0),
  ARRAY(1),
  STRING(2),
  OBJECT(3),
  CODE(4),
  CLOSURE(5),
  REGEXP(6),
  NUMBER(7),
  NATIVE(8),
  SYNTHETIC(9),
  CONCATENATED_STRING(10),
  SLICED_STRING(11),
  SYMBOL(12),
  BIGINT(13),
  OBJECT_SHAPE(14);

  private final int number;

  NodeType(int number) {
    this.number = number;
  }

  /// As it is written.
  int number() {
    return number;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
