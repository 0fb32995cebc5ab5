package io.github.pmdb.uprobe.compile;

/// The type of a value.
///
/// @param id what the debugger that told it knows it by
/// @param size in bytes, 0 where it is known at run time only
public record Type(int id, Kind kind, int size, String name) {
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
    /// Structs, arrays, and numbers of more than 64 bits.
    OTHER;

    /// Whether a value is one number of at most 64 bits that bytecode can compute with.
    boolean isNumber() {
      return switch (this) {
        case SIGNED, UNSIGNED, CHARACTER, BOOL, ENUM, POINTER, STRING -> true;
        case REFERENCE, FLOAT, FUNCTION, VOID, OTHER -> false;
      };
    }
  }
}
