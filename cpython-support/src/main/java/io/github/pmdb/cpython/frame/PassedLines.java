package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/// The lines of a function whose code lies before the instruction that a frame runs: those that it
/// may have passed, loops aside.
public final class PassedLines {
  private static final int MAX_INSTRUCTIONS = 4096;
  private static final int INSTRUCTION = 2;

  private PassedLines() {}

  /// The nearest in the bytecode first.
  ///
  /// @param frame address as in `ScriptFrame.address`
  /// @throws io.github.pmdb.memory.MemoryFault when the frame can not be read
  public static List<Integer> of(Heap heap, long frame) {
    CodeObject code = CodeObject.read(heap, FrameLocals.codeOf(heap, frame));
    int end = code.offsetIn(heap, frame);
    LinkedHashSet<Integer> lines = new LinkedHashSet<>();
    int first = Math.max(0, end - INSTRUCTION * MAX_INSTRUCTIONS);
    for (int offset = first; offset < end; offset += INSTRUCTION) {
      int line = code.positions().at(offset).line();
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
