package io.github.pmdb.cpython.object;

/// Where C code keeps what a member descriptor shows, `PyMemberDef` (`Include/descrobject.h`,
/// before 3.12 `structmember.h`): also how a class written in Python has its slots.
///
/// @param kind `T_INT` and so on
/// @param offset in the object
public record MemberDef(int kind, long offset) {
  /// An object; where there is none, Python shows `None`.
  public static final int OBJECT = 6;

  /// An object; where there is none, there is no such attribute.
  public static final int OBJECT_EX = 16;

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static MemberDef of(Heap heap, long descriptor) {
    long member = heap.pointer(descriptor, "memberdescr.d_member");
    return new MemberDef(heap.i32(member, "memberdef.type"), heap.i64(member, "memberdef.offset"));
  }

  boolean isObject() {
    return kind == OBJECT || kind == OBJECT_EX;
  }
}
