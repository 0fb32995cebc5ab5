package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Optional;
import java.util.Set;

/// Functions of `threading.py` in which a thread sleeps on a lock that stands for something else.
public final class StandardLibrary {
  private static final Set<String> START =
      Set.of("run", "_bootstrap", "_bootstrap_inner", "__bootstrap", "__bootstrap_inner");

  private StandardLibrary() {}

  /// `Thread.join`, or what it calls up to 3.12.
  static boolean isJoin(ScriptFrame frame) {
    String name = lastName(frame);
    return isIn(frame) && (name.equals("join") || name.equals("_wait_for_tstate_lock"));
  }

  /// `_shutdown`, in which the main thread waits for those that are no daemons to end; before 3.8
  /// it joins them.
  static boolean isShutdown(ScriptFrame frame) {
    return isIn(frame) && lastName(frame).equals("_shutdown");
  }

  /// What every thread begins with.
  static boolean isStart(ScriptFrame frame) {
    return isIn(frame) && START.contains(lastName(frame));
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

  /// What the C library calls the thread of a `Thread` that has begun.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static Optional<Long> ident(Heap heap, long thread) {
    return Attributes.find(heap, thread, "_ident").flatMap(ident -> Ints.small(heap, ident));
  }

  /// Names are qualified since 3.11.
  public static String lastName(ScriptFrame frame) {
    return frame.function().substring(frame.function().lastIndexOf('.') + 1);
  }
}
