package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Optional;
import java.util.Set;

/// Functions of `threading.py` in which a thread sleeps on a lock that stands for something else.
public final class StandardLibrary {
  private static final Set<String> START =
      Set.of("run", "_bootstrap", "_bootstrap_inner", "__bootstrap", "__bootstrap_inner");

  private StandardLibrary() {}

  /// `Condition.wait`, on which events, barriers, semaphores and queues are built.
  static boolean isConditionWait(ScriptFrame frame) {
    return LockModule.THREADING.isConditionWait(frame);
  }

  /// `Thread.join`, or what it calls up to 3.12.
  static boolean isJoin(ScriptFrame frame) {
    String name = LockModule.lastName(frame);
    return isIn(frame) && (name.equals("join") || name.equals("_wait_for_tstate_lock"));
  }

  /// `_shutdown`, in which the main thread waits for those that are no daemons to end; before 3.8
  /// it joins them.
  static boolean isShutdown(ScriptFrame frame) {
    return isIn(frame) && LockModule.lastName(frame).equals("_shutdown");
  }

  /// What every thread begins with.
  static boolean isStart(ScriptFrame frame) {
    return isIn(frame) && START.contains(LockModule.lastName(frame));
  }

  static boolean isIn(ScriptFrame frame) {
    return LockModule.THREADING.isIn(frame.file());
  }

  /// Whether a file of source, or of bytecode, is that of a module.
  ///
  /// @param path `asyncio/locks`
  public static boolean isModule(String file, String path) {
    int dot = file.lastIndexOf(".py");
    String name = dot < 0 ? "" : file.substring(0, dot);
    return name.equals(path) || name.endsWith("/" + path);
  }

  /// The object whose method a frame runs.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the frame can not be read
  public static Optional<Long> self(Heap heap, ScriptFrame method) {
    return FrameLocals.of(heap, method.address()).stream()
        .filter(slot -> slot.name().equals("self"))
        .findFirst()
        .map(FrameLocals.Slot::value);
  }
}
