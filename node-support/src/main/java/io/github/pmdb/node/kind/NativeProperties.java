package io.github.pmdb.node.kind;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import java.util.OptionalLong;

/// The values of properties, those among them that V8 keeps in fields of its own and gives to
/// programs by accessors: lengths of arrays, names of functions, what a module exports.
public final class NativeProperties {
  /// In an `ObjectHashTable`, numbers of its own come before the keys.
  private static final int TABLE_HEADER = 3;

  private static final int MOST_EXPORTS = 1 << 14;
  private static final int NO_LENGTH = 0xffff;

  private final HeapReader reader;
  private final Layout layout;
  private final Strings strings;
  private final Functions functions;

  public NativeProperties(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.strings = new Strings(reader);
    this.functions = new Functions(reader);
  }

  /// The value of a property; absent where only a function could tell it.
  public OptionalLong value(long object, Property property) {
    if (!property.accessor()) {
      return OptionalLong.of(property.value());
    }
    try {
      return reader.is(property.value(), "AccessorInfo")
          ? kept(object, property)
          : OptionalLong.empty();
    } catch (MemoryFault _) {
      // It is shown as an accessor then, which it is.
      return OptionalLong.empty();
    }
  }

  private OptionalLong kept(long object, Property property) {
    int type = reader.type(object);
    if (type == layout.type("JSArray") && strings.equals(property.key(), "length")) {
      return OptionalLong.of(reader.field(object, "JSArray.length"));
    }
    if (type == layout.type("JSModuleNamespace")) {
      return exported(object, property.key());
    }
    return reader.isFunction(type) ? ofFunction(object, property.key()) : OptionalLong.empty();
  }

  private OptionalLong ofFunction(long function, long key) {
    if (reader.is(function, "JSBoundFunction")) {
      return OptionalLong.empty();
    }
    if (strings.equals(key, "name")) {
      return functions.writtenName(functions.shared(function));
    }
    if (strings.equals(key, "length")) {
      return length(functions.shared(function));
    }
    return strings.equals(key, "prototype") ? prototype(function) : OptionalLong.empty();
  }

  private OptionalLong length(long shared) {
    int length = reader.i32(shared, layout.get("SharedFunctionInfo.length")) & 0xffff;
    return length == NO_LENGTH ? OptionalLong.empty() : OptionalLong.of((long) length << 32);
  }

  /// The prototype itself, or the map of those who have it; a hole where it was not needed yet.
  public OptionalLong prototype(long function) {
    if (!layout.has("JSFunction.prototype_or_initial_map")) {
      return OptionalLong.empty();
    }
    long kept = reader.field(function, "JSFunction.prototype_or_initial_map");
    long value = reader.is(kept, "Map") ? reader.field(kept, "Map.prototype") : kept;
    return reader.isReceiver(reader.type(value)) ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private OptionalLong exported(long namespace, long name) {
    long module = reader.field(namespace, "JSModuleNamespace.module");
    long table = reader.field(module, "Module.exports");
    int length = Math.min(reader.length(table), MOST_EXPORTS);
    for (int i = TABLE_HEADER; i + 1 < length; i += 2) {
      long cell = reader.item(table, i + 1);
      if (reader.item(table, i) == name && reader.is(cell, "Cell")) {
        return OptionalLong.of(reader.field(cell, "Cell.value"));
      }
    }
    return OptionalLong.empty();
  }
}
