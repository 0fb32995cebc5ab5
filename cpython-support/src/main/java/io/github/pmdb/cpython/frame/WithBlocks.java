package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The `with` blocks that a frame is in, of managers written in C such as locks. While such a block
/// runs the manager's `__exit__` lies on the frame's value stack, in a slot that the block is known
/// to keep: up to 3.10 by the frame's stack of blocks, since 3.11 by the table of exceptions.
public final class WithBlocks {
  private static final String EXIT = "__exit__";
  private static final int MAX_NAME = 64;
  private static final int MAX_DEPTH = 1 << 16;

  /// `CO_MAXBLOCKS` of 3.6 to 3.10 (`Include/code.h`).
  private static final int MAX_BLOCKS = 20;

  private static final int MAX_BYTECODE = 1 << 24;

  /// Opcodes of 3.6 to 3.10 (`Include/opcode.h`).
  private static final int SETUP_WITH = 143;

  private static final int EXTENDED_ARG = 144;

  private final Heap heap;
  private final long frame;
  private final CodeObject code;

  private WithBlocks(Heap heap, long frame) {
    this.heap = heap;
    this.frame = frame;
    this.code = CodeObject.read(heap, FrameLocals.codeOf(heap, frame));
  }

  /// @param manager address of the object whose `__exit__` is still to be called
  /// @param line of the statement
  public record WithBlock(long manager, int line) {}

  /// Outermost first; none where the version is older than 3.6.
  ///
  /// @param frame address as in `ScriptFrame.address`
  /// @throws MemoryFault when the frame can not be read
  public static List<WithBlock> of(Heap heap, long frame) {
    if (heap.has("code.co_exceptiontable")) {
      return new WithBlocks(heap, frame).byTable();
    }
    return heap.has("frame.f_blockstack") ? new WithBlocks(heap, frame).byBlocks() : List.of();
  }

  /// The objects in the slots of a frame's value stack, in use or left behind.
  ///
  /// @throws MemoryFault when the frame can not be read
  public static List<Long> stack(Heap heap, long frame) {
    long code = FrameLocals.codeOf(heap, frame);
    int depth =
        Heap.bounded(heap.i32(code, "code.co_stacksize"), MAX_DEPTH, code, "depth of stack");
    long base = stackBase(heap, frame, code);
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      long object = heap.reference(base + (long) Long.BYTES * i);
      if (object != 0) {
        found.add(object);
      }
    }
    return found;
  }

  private static long stackBase(Heap heap, long frame, long code) {
    return heap.has("frame.f_valuestack")
        ? heap.pointer(frame, "frame.f_valuestack")
        : frame
            + heap.layout().offset("iframe.localsplus")
            + (long) Long.BYTES * heap.i32(code, "code.co_nlocalsplus");
  }

  private long slot(int index) {
    return heap.reference(stackBase(heap, frame, code.address()) + (long) Long.BYTES * index);
  }

  /// Since 3.14 a method and its object take two slots (`LOAD_SPECIAL`), before one of a bound
  /// method.
  private List<WithBlock> byTable() {
    int offset = code.offsetIn(heap, frame);
    ExceptionTable table = ExceptionTable.of(heap, code.address());
    int width = heap.has("descr.d_name") ? 2 : 1;
    int depth = Heap.bounded(table.depthAt(offset), MAX_DEPTH, frame, "depth of stack");
    List<WithBlock> found = new ArrayList<>();
    for (int i = 0; i + width <= depth; i++) {
      OptionalLong manager = width == 2 ? unbound(slot(i), slot(i + 1)) : bound(slot(i));
      Optional<Integer> start = table.blockStart(offset, i + width);
      if (manager.isPresent() && start.isPresent()) {
        int line = code.positions().at(start.get() - 2).line();
        found.add(new WithBlock(manager.getAsLong(), line));
      }
    }
    return found;
  }

  private OptionalLong unbound(long method, long self) {
    return isObject(method)
            && heap.typeOf(method).name().equals("method_descriptor")
            && Strings.equals(heap, heap.pointer(method, "descr.d_name"), EXIT)
        ? OptionalLong.of(self)
        : OptionalLong.empty();
  }

  private OptionalLong bound(long method) {
    return isObject(method)
            && heap.typeOf(method).name().equals("builtin_function_or_method")
            && name(method).equals(EXIT)
        ? OptionalLong.of(heap.pointer(method, "cfunc.m_self"))
        : OptionalLong.empty();
  }

  private static boolean isObject(long reference) {
    return reference != 0 && !Heap.isTaggedInt(reference);
  }

  private String name(long method) {
    long name = heap.pointer(heap.pointer(method, "cfunc.m_ml"), "methoddef.ml_name");
    return new String(heap.memory().cString(name, MAX_NAME), StandardCharsets.UTF_8);
  }

  private List<WithBlock> byBlocks() {
    int count =
        Heap.bounded(heap.i32(frame, "frame.f_iblock"), MAX_BLOCKS, frame, "number of blocks");
    List<WithBlock> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long block =
          frame
              + heap.layout().offset("frame.f_blockstack")
              + (long) heap.layout().offset("tryblock.sizeof") * i;
      int level = heap.i32(block, "tryblock.b_level");
      Optional<Integer> begins = setup(heap.i32(block, "tryblock.b_handler"));
      if (level > 0 && level <= MAX_DEPTH && begins.isPresent()) {
        int line = code.positions().at(begins.get()).line();
        bound(slot(level - 1)).ifPresent(manager -> found.add(new WithBlock(manager, line)));
      }
    }
    return found;
  }

  /// Offset of the `SETUP_WITH` that names a handler; absent for that of a `try`.
  private Optional<Integer> setup(int handler) {
    byte[] bytecode =
        Strings.bytes(heap, heap.pointer(code.address(), "code.co_code"), MAX_BYTECODE);
    int unit = heap.layout().version().atLeast(3, 10) ? 2 : 1; // 3.10 counts code units
    int argument = 0;
    for (int i = 0; i + 1 < bytecode.length; i += 2) {
      int opcode = bytecode[i] & 0xff;
      argument = (argument << 8) | (bytecode[i + 1] & 0xff);
      if (opcode == SETUP_WITH && i + 2 + argument * unit == handler * unit) {
        return Optional.of(i);
      }
      argument = opcode == EXTENDED_ARG ? argument : 0;
    }
    return Optional.empty();
  }
}
