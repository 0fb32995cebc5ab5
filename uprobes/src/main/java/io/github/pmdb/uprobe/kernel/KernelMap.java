package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.BpfCall;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Processors;
import io.github.pmdb.uprobe.syscall.Refusal;
import io.github.pmdb.uprobe.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// A map that programs of the kernel and we share. It lives as long as a program uses it or this is
/// open.
public final class KernelMap implements AutoCloseable {
  private final MapShape shape;
  private final Descriptor descriptor;

  private KernelMap(MapShape shape, Descriptor descriptor) {
    this.shape = shape;
    this.descriptor = descriptor;
  }

  /// @throws io.github.pmdb.snapshot.UserError when the kernel refuses, for lack of rights above
  ///   all
  public static KernelMap create(MapShape shape) {
    SystemCalls.requireMachine();
    try (Arena arena = Arena.ofConfined()) {
      int number =
          new BpfCall(Command.MAP_CREATE, arena)
              .word(0, shape.kind().number)
              .word(4, shape.keyBytes())
              .word(8, shape.valueBytes())
              .word(12, shape.entries())
              .runOrTell();
      return new KernelMap(shape, new Descriptor(number));
    }
  }

  public MapShape shape() {
    return shape;
  }

  int descriptor() {
    return descriptor.number();
  }

  /// The value of a key, little endian; of a [MapKind#PER_CPU_ARRAY] the values of all processors
  /// one after the other. Empty when there is none.
  public Optional<ByteBuffer> get(byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(valueBytes(), 8);
      BpfCall call = new BpfCall(Command.MAP_LOOKUP_ELEM, arena);
      int result = call.word(0, descriptor()).pointer(8, copy(arena, key)).pointer(16, value).run();
      return found(Command.MAP_LOOKUP_ELEM, result)
          ? Optional.of(
              ByteBuffer.wrap(value.toArray(ValueLayout.JAVA_BYTE)).order(ByteOrder.LITTLE_ENDIAN))
          : Optional.empty();
    }
  }

  /// The value number `index` of an array.
  public ByteBuffer get(int index) {
    return get(key(index)).orElseThrow(() -> new IndexOutOfBoundsException(index));
  }

  private long valueBytes() {
    return shape.kind().perCpu()
        ? (long) shape.valueBytes() * Processors.possible()
        : shape.valueBytes();
  }

  private static boolean found(Command command, int result) {
    if (result < 0 && result != -Errno.ENOENT) {
      throw Refusal.of(command, -result);
    }
    return result >= 0;
  }

  /// The key of an array's value.
  public static byte[] key(int index) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array();
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
