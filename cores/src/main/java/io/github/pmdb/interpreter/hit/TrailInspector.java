package io.github.pmdb.interpreter.hit;

import io.github.pmdb.interpreter.ScriptStack;
import java.util.List;
import java.util.Optional;

/// Answers about frames that were taken along a [FrameTrail]; an
/// [io.github.pmdb.interpreter.Inspector] of a language whose frames are chained is one too.
public interface TrailInspector {
  /// @throws io.github.pmdb.memory.MemoryFault when something about this build is not known
  FrameTrail trail();

  /// The frames as they were. What they ran is read now, so it may be gone: that is told.
  ///
  /// @param frames innermost first
  /// @param rest address of a further frame that was not taken along, 0 for none
  ScriptStack stack(List<FrameCopy> frames, long rest);

  /// The name that the script gave a thread, as it is now; empty when it gave none, or the thread
  /// has ended.
  ///
  /// @param base of the thread's own data
  Optional<String> threadName(long base);
}
