package io.github.pmdb.cpython.object;

/// A type object.
///
/// @param name `tp_name`: dotted for types written in C outside builtins, bare for classes; `?`
///   where it is not readable
/// @param flags `tp_flags`
/// @param basicSize bytes of a fixed-size instance
/// @param itemSize bytes of each item of a variable-size one
/// @param dictOffset `tp_dictoffset`
/// @param base address of `tp_base`, 0 for `object`
public record PyType(
    long address,
    String name,
    long flags,
    long basicSize,
    long itemSize,
    long dictOffset,
    long base) {

  /// Fast subclass bits and others of `tp_flags` (`Include/object.h`).
  static final int STATIC_BUILTIN = 1;

  static final int INLINE_VALUES = 2;

  static final int MANAGED_DICT = 4;
  public static final int HEAP_TYPE = 9;

  /// `int` of Python 2, whose `long` has the bit that is `int`'s today.
  static final int SHORT_INT = 23;

  public static final int INT = 24;
  public static final int LIST = 25;
  public static final int TUPLE = 26;
  public static final int BYTES = 27;
  public static final int STR = 28;
  public static final int DICT = 29;
  public static final int EXCEPTION = 30;
  public static final int TYPE = 31;

  public boolean is(int flag) {
    return (flags >>> flag & 1) != 0;
  }

  /// `__name__`.
  public String shortName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// Whether it was made at run time: every class, and many C types since 3.10.
  public boolean isHeapType() {
    return is(HEAP_TYPE);
  }
}
