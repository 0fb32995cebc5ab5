package io.github.pmdb.node.heap;

/// What the instance type of a string tells (`src/objects/instance-type.h` of V8): how its
/// characters are kept, and how wide they are. Types of other objects come behind those of strings.
public final class StringType {
  /// Where a string has its length in characters, in four bytes.
  public static final int LENGTH = 12;

  private static final int FIRST_NONSTRING = 0x80;
  private static final int REPRESENTATION = 7;
  private static final int ONE_BYTE = 8;
  private static final int UNCACHED = 0x10;

  private StringType() {}

  /// How a string keeps its characters.
  public enum Representation {
    SEQUENTIAL,
    CONS,
    EXTERNAL,
    SLICED,
    THIN,
    UNKNOWN
  }

  /// Whether the type is one of a string.
  public static boolean isString(int type) {
    return type >= 0 && type < FIRST_NONSTRING;
  }

  public static Representation representation(int type) {
    return switch (type & REPRESENTATION) {
      case 0 -> Representation.SEQUENTIAL;
      case 1 -> Representation.CONS;
      case 2 -> Representation.EXTERNAL;
      case 3 -> Representation.SLICED;
      case 5 -> Representation.THIN;
      default -> Representation.UNKNOWN;
    };
  }

  /// Whether a character takes one byte, not two.
  public static boolean isOneByte(int type) {
    return (type & ONE_BYTE) != 0;
  }

  /// Of an external string: whether it has no copy of the pointer to its characters.
  public static boolean isUncached(int type) {
    return (type & UNCACHED) != 0;
  }
}
