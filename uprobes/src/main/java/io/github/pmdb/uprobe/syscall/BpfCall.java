package io.github.pmdb.uprobe.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One call of bpf(2): the fields of its `union bpf_attr`, by offset, the rest zero.
public final class BpfCall {
  /// More than any of the commands has; the kernel wants what it does not know to be zero.
  private static final int ATTRIBUTE_BYTES = 128;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final Command command;
  private final MemorySegment attribute;

  public BpfCall(Command command, Arena arena) {
    this.command = command;
    this.attribute = arena.allocate(ATTRIBUTE_BYTES, 8);
  }

  public BpfCall word(int offset, int value) {
    attribute.set(INT, offset, value);
    return this;
  }

  public BpfCall quad(int offset, long value) {
    attribute.set(LONG, offset, value);
    return this;
  }

  public BpfCall pointer(int offset, MemorySegment to) {
    return quad(offset, to.address());
  }

  public BpfCall octet(int offset, byte value) {
    attribute.set(ValueLayout.JAVA_BYTE, offset, value);
    return this;
  }

  /// A field that the kernel wrote.
  public int word(int offset) {
    return attribute.get(INT, offset);
  }

  /// Returns the result, or the negative error number.
  public int run() {
    return (int)
        SystemCalls.call(
            SystemCalls.BPF, command.number, attribute.address(), attribute.byteSize());
  }

  /// @throws io.github.pmdb.snapshot.UserError when the kernel refuses
  public int runOrTell() {
    int result = run();
    if (result < 0) {
      throw Refusal.of(command, -result);
    }
    return result;
  }
}
