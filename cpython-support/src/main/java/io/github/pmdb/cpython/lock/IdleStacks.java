package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;

/// Stacks of threads that do nothing for the program until somebody gives them work.
public final class IdleStacks {
  /// Modules whose functions do nothing alone.
  private static final List<String> IDLE =
      List.of(
          "threading",
          "queue",
          "concurrent/futures/thread",
          "multiprocessing/pool",
          "logging/handlers");

  private IdleStacks() {}

  /// A thread without frames may be in code that is not Python, or begin to call some.
  public static boolean isIdle(Heap heap, List<ScriptFrame> frames) {
    return !frames.isEmpty() && frames.stream().allMatch(frame -> isIdle(heap, frame));
  }

  private static boolean isIdle(Heap heap, ScriptFrame frame) {
    return IDLE.stream().anyMatch(module -> StandardLibrary.isModule(frame.file(), module))
        && !isTimer(heap, frame);
  }

  /// Whether a thread will call a function of the program when its time has come. Up to 3.10 only
  /// the object tells `Timer.run` from `Thread.run`.
  private static boolean isTimer(Heap heap, ScriptFrame frame) {
    try {
      return switch (frame.function()) {
        case "Timer.run" -> true;
        case "run" ->
            StandardLibrary.self(heap, frame)
                .flatMap(thread -> Attributes.find(heap, thread, "function"))
                .isPresent();
        default -> false;
      };
    } catch (MemoryFault _) {
      return true;
    }
  }
}
