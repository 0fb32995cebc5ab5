package io.github.pmdb.node.word;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers in bytes that were read from a heap; little endian.
public final class Words {
  private static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle I32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle I16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /// Eight bytes.
  public static long at(byte[] bytes, int offset) {
    return (long) I64.get(bytes, offset);
  }

  /// Four bytes, signed.
  public static int i32(byte[] bytes, int offset) {
    return (int) I32.get(bytes, offset);
  }

  /// Two bytes, unsigned.
  public static int u16(byte[] bytes, int offset) {
    return (short) I16.get(bytes, offset) & 0xffff;
  }
}
