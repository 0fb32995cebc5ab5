package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/// The lines of a function whose code lies before the instruction that a frame runs: those that it
/// may have passed, loops aside.
public final class PassedLines {
  /// Bytes of bytecode.
  private static final int MOST = 8192;

  private PassedLines() {}

  /// The nearest in the bytecode first.
  ///
  /// @param frame address as in `ScriptFrame.address`
  /// @throws io.github.pmdb.memory.MemoryFault when the frame can not be read
  public static List<Integer> of(Heap heap, long frame) {
    CodeObject code = CodeObject.read(heap, FrameLocals.codeOf(heap, frame));
    int end = code.offsetIn(heap, frame);
    LinkedHashSet<Integer> lines = new LinkedHashSet<>();
    for (int line : code.positions().lines(Math.max(0, end - MOST), end)) {
      if (line > 0) { // what comes before the first line of a module is on none
        lines.remove(line);
        lines.add(line);
      }
    }
    List<Integer> nearest = new ArrayList<>(lines);
    Collections.reverse(nearest);
    return nearest;
  }
}
