package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;

/// What a frame runs.
///
/// @param name qualified since 3.11
/// @param file `co_filename`
/// @param bytecode address of the first instruction; 0 up to 3.10, where frames hold an offset
/// @param firstTraceable bytes of bytecode before the function is really entered; frames there are
///   not complete, and Python itself hides them
/// @param problem why its lines are not known, else empty
record CodeObject(
    long address,
    String name,
    String file,
    PositionTable positions,
    long bytecode,
    int firstTraceable,
    String problem) {
  private static final int MAX_TABLE = 1 << 20;
  private static final int MAX_PROLOGUE = 1 << 16;

  /// @throws MemoryFault when no code object lies there
  static CodeObject read(Heap heap, long address) {
    if (!heap.typeOf(address).name().equals("code") && !looksLikeCode(heap, address)) {
      throw Heap.malformed(address, "no code object lies there");
    }
    String nameField = heap.has("code.co_qualname") ? "code.co_qualname" : "code.co_name";
    String name = text(heap, heap.pointer(address, nameField));
    boolean adaptive = heap.has("code.co_code_adaptive");
    int prologue =
        adaptive ? Math.clamp(heap.i32(address, "code._co_firsttraceable"), 0, MAX_PROLOGUE) : 0;
    byte[] table = new byte[0];
    String problem = "";
    try {
      table = table(heap, address);
    } catch (MemoryFault fault) { // it costs the line numbers, not the frame
      problem = "its function's first line, the table of lines is lost: " + fault.getMessage();
    }
    return new CodeObject(
        address,
        name,
        text(heap, heap.pointer(address, "code.co_filename")),
        new PositionTable(format(heap), table, heap.i32(address, "code.co_firstlineno")),
        adaptive ? address + heap.layout().offset("code.co_code_adaptive") : 0,
        2 * prologue,
        problem);
  }

  /// Where the type's name is not readable, the fields decide.
  private static boolean looksLikeCode(Heap heap, long address) {
    return heap.typeOf(address).name().equals("?")
        && Strings.text(heap, heap.pointer(address, "code.co_filename")).isPresent()
        && Strings.text(heap, heap.pointer(address, "code.co_name")).isPresent();
  }

  private static String text(Heap heap, long address) {
    return Strings.text(heap, address).orElse("?");
  }

  private static PositionTable.Format format(Heap heap) {
    if (heap.has("code.co_lnotab")) {
      return heap.layout().version().atLeast(3, 6)
          ? PositionTable.Format.LNOTAB
          : PositionTable.Format.UNSIGNED_LNOTAB;
    }
    return heap.has("code.co_code_adaptive")
        ? PositionTable.Format.LOCATIONS
        : PositionTable.Format.LINES;
  }

  private static byte[] table(Heap heap, long address) {
    String field = heap.has("code.co_lnotab") ? "code.co_lnotab" : "code.co_linetable";
    return Strings.bytes(heap, heap.pointer(address, field), MAX_TABLE);
  }

  /// Where a frame's copy of the bytecode starts. Threads of free-threaded builds have copies of
  /// their own since 3.14: `co_tlbc` is an array of them behind its length, the first of which is
  /// the one in the code object (`_PyCodeArray` in `Include/cpython/code.h`).
  ///
  /// @param frame address of one that runs it
  long bytecodeOf(Heap heap, long frame) {
    int copy = heap.has("iframe.tlbc_index") ? heap.i32(frame, "iframe.tlbc_index") : 0;
    if (copy == 0) {
      return bytecode;
    }
    long copies = heap.pointer(address, "code.co_tlbc");
    long count = heap.memory().i64(copies);
    if (copy < 0 || copy >= count) {
      throw Heap.malformed(copies, "there is no copy " + copy + " of the bytecode");
    }
    return heap.memory().pointer(copies + Long.BYTES + (long) Long.BYTES * copy);
  }

  /// Bytes of bytecode to the instruction that a frame runs, negative when it has not started.
  int offsetIn(Heap heap, long frame) {
    if (heap.has("tstate.frame")) {
      return FrameFields.offset(heap, frame);
    }
    long offset = heap.pointer(frame, FrameFields.instruction(heap)) - bytecodeOf(heap, frame);
    return offset < 0 || offset > Integer.MAX_VALUE ? -1 : (int) offset;
  }

  /// Without what it is in.
  String ownName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// CPython's own stand-ins (`_Py_InitCleanup`, trampolines) have no positions.
  boolean isTrampoline() {
    return positions.isEmpty() && file.equals(name);
  }
}
