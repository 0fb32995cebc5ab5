package io.github.pmdb.cpython.object;

/// Where C code keeps what a member descriptor shows, `PyMemberDef` (`Include/descrobject.h`,
/// before 3.12 `structmember.h`): also how a class written in Python has its slots.
///
/// @param kind one of the constants, `T_INT` and so on there
/// @param offset in the object
public record MemberDef(int kind, long offset) {
  public static final int SHORT = 0;
  public static final int INT = 1;
  public static final int LONG = 2;
  public static final int FLOAT = 3;
  public static final int DOUBLE = 4;
  public static final int STRING = 5;

  /// An object; where there is none, Python shows `None`.
  public static final int OBJECT = 6;

  public static final int BYTE = 8;
  public static final int UBYTE = 9;
  public static final int USHORT = 10;
  public static final int UINT = 11;
  public static final int ULONG = 12;
  public static final int BOOL = 14;

  /// An object; where there is none, there is no such attribute.
  public static final int OBJECT_EX = 16;

  public static final int LONGLONG = 17;
  public static final int ULONGLONG = 18;
  public static final int PYSSIZET = 19;

  /// Always `None`.
  public static final int NONE = 20;

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static MemberDef of(Heap heap, long descriptor) {
    long member = heap.pointer(descriptor, "memberdescr.d_member");
    return new MemberDef(heap.i32(member, "memberdef.type"), heap.i64(member, "memberdef.offset"));
  }

  boolean isObject() {
    return kind == OBJECT || kind == OBJECT_EX;
  }
}
