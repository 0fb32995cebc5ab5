package io.github.pmdb.node.kind;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.util.OptionalLong;

/// The values of properties, those among them that V8 keeps in fields of its own and gives to
/// programs by accessors: lengths of arrays, names of functions, what a module exports.
public final class NativeProperties {
  /// In an `ObjectHashTable`, numbers of its own come before the keys.
  private static final int TABLE_HEADER = 3;

  /// Where functions have what their objects inherit from.
  public static final String PROTOTYPE = "JSFunction.prototype_or_initial_map";

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

  /// What a property holds.
  ///
  /// @param value absent where only a function could tell it, and where it is not known
  /// @param unknown why V8's field is not known that has it, else empty
  public record Content(OptionalLong value, String unknown) {
    private static Content of(OptionalLong value) {
      return new Content(value, "");
    }
  }

  public Content content(long object, Property property) {
    if (!property.accessor()) {
      return Content.of(OptionalLong.of(property.value()));
    }
    try {
      return reader.is(property.value(), "AccessorInfo")
          ? kept(object, property)
          : Content.of(OptionalLong.empty());
    } catch (MemoryFault | UserError e) {
      Cancellation.check();
      return new Content(OptionalLong.empty(), String.valueOf(e.getMessage()));
    }
  }

  private Content kept(long object, Property property) {
    int type = reader.type(object);
    if (type == layout.type("JSArray") && strings.equals(property.key(), "length")) {
      return Content.of(OptionalLong.of(reader.field(object, "JSArray.length")));
    }
    if (type == layout.type("JSModuleNamespace")) {
      return Content.of(exported(object, property.key()));
    }
    return reader.isFunction(type) && !reader.is(object, "JSBoundFunction")
        ? ofFunction(object, property.key())
        : Content.of(OptionalLong.empty());
  }

  private Content ofFunction(long function, long key) {
    if (strings.equals(key, "name")) {
      return Content.of(functions.writtenName(functions.shared(function)));
    }
    if (strings.equals(key, "length")) {
      return length(functions.shared(function));
    }
    return Content.of(
        strings.equals(key, "prototype") ? prototype(function) : OptionalLong.empty());
  }

  private Content length(long shared) {
    int length = reader.i32(shared, layout.get("SharedFunctionInfo.length")) & 0xffff;
    return length == NO_LENGTH
        ? new Content(OptionalLong.empty(), "not counted before the function is compiled")
        : Content.of(OptionalLong.of((long) length << 32));
  }

  /// The prototype itself, or the map of those who have it; a hole where it was not needed yet.
  ///
  /// @throws UserError where this build of V8 does not tell where it is
  public OptionalLong prototype(long function) {
    long kept = reader.field(function, PROTOTYPE);
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
