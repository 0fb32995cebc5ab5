package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Optional;

/// Reads frames that are on no thread's stack: those of suspended generators and coroutines, of
/// tracebacks and of greenlets.
public final class LoneFrames {
  private final Heap heap;
  private final Codes codes;

  /// @param codes as for [FrameWalker]
  public LoneFrames(Heap heap, Codes codes) {
    this.heap = heap;
    this.codes = codes;
  }

  /// @param address as in `ScriptFrame.address`
  /// @param level for the result
  /// @throws io.github.pmdb.memory.MemoryFault when no frame of Python code is there
  public ScriptFrame read(long address, int level) {
    CodeObject code = codes.at(heap, FrameLocals.codeOf(heap, address));
    return frame(address, code, level, code.offsetIn(heap, address));
  }

  /// The place that an entry of a traceback names (`PyTracebackObject`).
  ///
  /// @param entry address of the `traceback` object
  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public ScriptFrame ofTraceback(long entry, int level) {
    long object = heap.pointer(entry, "traceback.tb_frame");
    long address = heap.has("frame.f_frame") ? heap.pointer(object, "frame.f_frame") : object;
    CodeObject code = codes.at(heap, FrameLocals.codeOf(heap, address));
    return frame(address, code, level, heap.i32(entry, "traceback.tb_lasti"));
  }

  private ScriptFrame frame(long address, CodeObject code, int level, int offset) {
    PositionTable.Position position = code.positions().at(offset);
    return new ScriptFrame(
        "Python",
        level,
        address,
        code.name(),
        code.file(),
        position.line(),
        position.columns(),
        Optional.empty(),
        false,
        code.problem().isEmpty() ? Certainty.SURE : Certainty.GUESSED,
        code.problem());
  }
}
