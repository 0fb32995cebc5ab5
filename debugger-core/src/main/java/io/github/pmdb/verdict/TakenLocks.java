package io.github.pmdb.verdict;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.stack.SourceLines;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Where the functions that a thread is in most likely took the lock for which it waits itself.
final class TakenLocks {
  /// Frames that are looked at, innermost first.
  private static final Limits LIMITS = new Limits(256, 0, 0, 0);

  /// Where no thread is in its own way.
  static final TakenLocks UNKNOWN = new TakenLocks(List.of(), SourceLines.NONE);

  private final List<Inspector> inspectors;
  private final SourceLines sources;

  TakenLocks(Target target, SourceLines sources) {
    this(target.interpreters().inspectors(), sources);
  }

  private TakenLocks(List<Inspector> inspectors, SourceLines sources) {
    this.inspectors = inspectors;
    this.sources = sources;
  }

  /// The frame as it stood at the line.
  Optional<ScriptFrame> lock(long tid, long address) {
    return find(tid, OptionalLong.of(address));
  }

  /// The same for the lock of a file.
  Optional<ScriptFrame> file(long tid) {
    return find(tid, OptionalLong.empty());
  }

  private Optional<ScriptFrame> find(long tid, OptionalLong lock) {
    for (Inspector inspector : inspectors) {
      if (inspector instanceof LockInspector locks) {
        for (ScriptFrame frame : frames(inspector, tid)) {
          Optional<ScriptFrame> taken =
              locks.taken(frame, lock, line -> sources.line(frame.file(), line)).map(frame::atLine);
          if (taken.isPresent()) {
            return taken;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<ScriptFrame> frames(Inspector inspector, long tid) {
    List<ScriptFrame> frames = new ArrayList<>();
    for (ScriptThread thread : inspector.threads()) {
      if (thread.tid().equals(OptionalLong.of(tid))) {
        frames.addAll(inspector.stack(thread, LIMITS).frames());
      }
    }
    return frames;
  }
}
