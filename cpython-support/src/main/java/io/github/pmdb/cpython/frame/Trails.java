package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.interpreter.hit.FrameTrail;
import java.util.List;
import java.util.OptionalLong;

/// Where the frames of the running thread are: interpreters list their thread states, the newest
/// first, and `PyThreadState.thread_id` is the C library's `pthread_t`, which is the base of the
/// thread's own data. A thread that runs code of several interpreters has a state in each; the one
/// that counts is the newest interpreter's that has frames.
public final class Trails {
  private Trails() {}

  /// @param headSlot address of the word that points at the newest interpreter, when known
  /// @param interpreter address of one, which counts where that is not known
  /// @throws io.github.pmdb.memory.MemoryFault when the layout lacks a field
  public static FrameTrail of(Layout layout, OptionalLong headSlot, long interpreter) {
    FrameTrail.Groups interpreters =
        new FrameTrail.Groups(
            headSlot.orElse(interpreter),
            headSlot.isPresent(),
            layout.offset("interp.next"),
            layout.offset("interp.tstate_head"));
    FrameTrail.Threads threads =
        new FrameTrail.Threads(
            layout.offset("tstate.next"), layout.offset("tstate.thread_id"), frame(layout));
    return new FrameTrail(interpreters, threads, CopiedFrames.shape(layout));
  }

  private static List<Integer> frame(Layout layout) {
    if (layout.has("tstate.frame")) {
      return List.of(layout.offset("tstate.frame"));
    }
    return layout.has("tstate.current_frame")
        ? List.of(layout.offset("tstate.current_frame"))
        : List.of(layout.offset("tstate.cframe"), layout.offset("cframe.current_frame"));
  }
}
