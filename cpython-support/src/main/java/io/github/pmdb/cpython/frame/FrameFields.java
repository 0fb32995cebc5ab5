package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.object.Heap;

/// Where frames of a version say what they run and how far they are.
final class FrameFields {
  private FrameFields() {}

  /// Of the code object, which since 3.14 is a tagged reference.
  static String code(Layout layout) {
    if (layout.has("tstate.frame")) {
      return "frame.f_code";
    }
    return layout.has("iframe.f_code") ? "iframe.f_code" : "iframe.f_executable";
  }

  /// Of the address of the instruction, since 3.11.
  static String instruction(Heap heap) {
    return heap.has("iframe.prev_instr") ? "iframe.prev_instr" : "iframe.instr_ptr";
  }

  /// Bytes that offsets in bytecode count up to 3.10, which itself counts code units.
  static int unit(Heap heap) {
    return heap.layout().version().atLeast(3, 10) ? 2 : 1;
  }

  /// Bytes of bytecode to the instruction that a frame runs, up to 3.10; negative when it has not
  /// started.
  static int offset(Heap heap, long frame) {
    int last = heap.i32(frame, "frame.f_lasti");
    return last < 0 ? -1 : last * unit(heap);
  }
}
