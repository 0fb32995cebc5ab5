package io.github.pmdb.node.value;

import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Strings;

/// Symbols, and keys of properties, which are strings or symbols.
public final class Keys {
  private static final int LONGEST = 200;

  /// `Symbol::IsPrivateBit`, `IsPrivateNameBit` and `IsPrivateBrandBit` of `symbol.tq`.
  private static final int PRIVATE = 1;

  private static final int PRIVATE_NAME = 0x10;
  private static final int PRIVATE_BRAND = 0x20;

  /// V8 14 numbers the kinds instead: 0 for symbols of the program, 2 for private names.
  private static final int KIND = 3;

  private static final int KIND_PRIVATE_NAME = 2;

  private final HeapReader reader;
  private final Strings strings;

  public Keys(HeapReader reader) {
    this.reader = reader;
    this.strings = new Strings(reader);
  }

  /// A symbol with its description.
  String symbol(long symbol) {
    return "Symbol(" + description(symbol) + ")";
  }

  private String description(long symbol) {
    long name = reader.field(symbol, "Symbol.name");
    return reader.isString(reader.type(name)) ? strings.read(name, LONGEST).text() : "";
  }

  private int flags(long symbol) {
    return reader.i32(symbol, reader.layout().get("Symbol.flags"));
  }

  boolean isPrivate(long key) {
    return reader.is(key, "Symbol") && (flags(key) & (isNumbered() ? KIND : PRIVATE)) != 0;
  }

  /// Whether a key is one that a program wrote with `#`.
  boolean isPrivateName(long key) {
    return isPrivate(key) && isName(flags(key));
  }

  private boolean isName(int flags) {
    return isNumbered()
        ? (flags & KIND) == KIND_PRIVATE_NAME
        : (flags & (PRIVATE_NAME | PRIVATE_BRAND)) == PRIVATE_NAME;
  }

  private boolean isNumbered() {
    return reader.layout().has("Symbol.numbered_kinds");
  }

  /// A key as it stands before its value.
  public String text(long key) {
    if (reader.is(key, "Symbol")) {
      String description = description(key);
      if (isPrivate(key) && description.isEmpty()) {
        return "[[private]]";
      }
      return isPrivateName(key) ? description : "[Symbol(" + description + ")]";
    }
    return Quoted.key(name(key));
  }

  /// Whether that is what [#name] tells of a key, which may be longer than that.
  public boolean is(long key, String name) {
    return reader.is(key, "Symbol") ? name(key).equals(name) : strings.equals(key, name);
  }

  /// A key without decoration.
  public String name(long key) {
    if (isPrivateName(key)) {
      return description(key);
    }
    return reader.is(key, "Symbol") ? symbol(key) : strings.read(key, LONGEST).text();
  }
}
