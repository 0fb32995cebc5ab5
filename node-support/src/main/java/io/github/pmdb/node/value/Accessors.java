package io.github.pmdb.node.value;

import io.github.pmdb.node.object.HeapReader;

/// Properties whose value a function would have to tell.
final class Accessors {
  private Accessors() {}

  /// @param value what V8 keeps of the accessor
  static String text(HeapReader reader, long value) {
    if (!reader.is(value, "AccessorPair") || !reader.layout().has("AccessorPair.getter")) {
      return "<accessor>";
    }
    boolean getter = isFunction(reader, reader.field(value, "AccessorPair.getter"));
    boolean setter = isFunction(reader, reader.field(value, "AccessorPair.setter"));
    if (getter && setter) {
      return "<getter, setter>";
    }
    return getter ? "<getter>" : setter ? "<setter>" : "<accessor>";
  }

  private static boolean isFunction(HeapReader reader, long value) {
    return reader.isFunction(reader.type(value));
  }
}
