package io.github.pmdb.uprobe.compile;

import java.util.List;
import java.util.Optional;

/// The type of a value.
///
/// @param id what the debugger that told it knows it by
/// @param size in bytes, 0 where it is known at run time only
/// @param texts where pointers to characters are in a value of it, the first ones
/// @param isString whether it is an object of C++'s library that holds text
/// @param elements of an object of C++'s library that has some
public record Type(
    int id,
    Kind kind,
    int size,
    String name,
    List<Integer> texts,
    boolean isString,
    Optional<Elements> elements) {
  public Type {
    texts = List.copyOf(texts);
  }

  public Type(int id, Kind kind, int size, String name) {
    this(id, kind, size, name, List.of(), false, Optional.empty());
  }

  /// Where elements lie one behind the other. In expressions `{MEMBER}` is one of the object, `{}`
  /// the object itself.
  ///
  /// @param first points to the first one
  /// @param count how many there are
  /// @param bits whether each is a bit of a word
  public record Elements(String first, String count, boolean bits) {}

  /// Of what has no value.
  public static final Type NONE = new Type(0, Kind.VOID, 0, "");

  /// Arrays are what their address is, where C computes with them.
  boolean isArray() {
    return kind == Kind.OTHER && name.endsWith("]");
  }

  /// Characters as far as there is no zero among them.
  boolean isOpenText() {
    return size == 0 && name.matches("((const|volatile|signed|unsigned) )*char \\[\\]");
  }

  /// What matters of a type for taking a value along.
  public enum Kind {
    SIGNED,
    UNSIGNED,
    CHARACTER,
    BOOL,
    ENUM,
    POINTER,
    /// A pointer to characters.
    STRING,
    REFERENCE,
    FLOAT,
    FUNCTION,
    VOID,
    /// A whole number of more than 64 bits.
    WIDE,
    /// Structs and arrays.
    OTHER;

    /// Whether a value is one number of at most 64 bits that bytecode can compute with.
    boolean isNumber() {
      return switch (this) {
        case SIGNED, UNSIGNED, CHARACTER, BOOL, ENUM, POINTER, STRING -> true;
        case REFERENCE, FLOAT, FUNCTION, VOID, WIDE, OTHER -> false;
      };
    }
  }
}
