package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Passage;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;

/// Walks one stack by frame pointers, from where JavaScript was left for C++ (or from where it
/// runs) to where C++ entered it, and on to the JavaScript that had called that C++.
final class FrameWalker {
  /// A frame that is larger is damage.
  private static final long LARGEST = 16 << 20;

  private static final int MOST_STEPS = 1 << 18;

  /// Where an entry notes the last exit before it: words below its frame pointer.
  private static final int FIRST_NOTE = 7;

  private static final int LAST_NOTE = 16;

  private final Memory memory;
  private final FrameKinds kinds;
  private final FrameReader reader;
  private final int limit;
  private final List<JsFrame> frames = new ArrayList<>();
  private final List<Passage> passages = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int steps;
  private int left;

  FrameWalker(Memory memory, FrameKinds kinds, FrameReader reader, int limit) {
    this.memory = memory;
    this.kinds = kinds;
    this.reader = reader;
    this.limit = limit;
  }

  /// @param start a frame pointer
  /// @param pc in that frame, 0 for one that JavaScript was left by
  JsWalk walk(long start, long pc) {
    try {
      long at = start;
      long code = pc;
      while (at != 0) {
        long entry = passage(at, code);
        at = entry == 0 ? 0 : exitBefore(entry);
        code = 0;
      }
    } catch (MemoryFault e) {
      cut(String.valueOf(e.getMessage()));
    }
    if (left > 0) {
      problems.add(new Problem("%d more frames of JavaScript are not shown".formatted(left)));
    }
    return new JsWalk(List.copyOf(frames), List.copyOf(passages), List.copyOf(problems));
  }

  /// The stack can not be followed any further.
  private void cut(String why) {
    problems.add(new Problem("the walk of JavaScript ended: " + why));
  }

  /// Walks to the entry, whose frame pointer it returns; 0 where the stack can not be followed.
  private long passage(long start, long pc) {
    int before = frames.size();
    long fp = start;
    long code = pc;
    while (steps++ < MOST_STEPS) {
      long mark = memory.i64(fp - 8);
      if (kinds.isEntry(mark)) {
        passages.add(new Passage(start, fp));
        if (frames.size() > before) {
          frames.set(frames.size() - 1, frames.getLast().enteredAt(fp));
        }
        return fp;
      }
      add(fp, code, mark);
      long caller = memory.i64(fp);
      code = memory.i64(fp + 8);
      if (!isAbove(fp, caller)) {
        cut("%s has its caller at %s".formatted(Addresses.hex(fp), Addresses.hex(caller)));
        return 0;
      }
      fp = caller;
    }
    cut("there are more than %d frames".formatted(MOST_STEPS));
    return 0;
  }

  /// What is behind the limit is counted: C++ that called JavaScript is to be found anyway.
  private void add(long fp, long pc, long mark) {
    if (frames.size() >= limit) {
      left += FrameKinds.isScript(mark) ? 1 : 0;
      return;
    }
    if (FrameKinds.isScript(mark)) {
      reader.read(fp, pc).forEach(this::add);
    } else if (kinds.isBuiltinExit(mark)) {
      reader.exit(fp).ifPresent(frames::add);
    } else if (kinds.isApiExit(mark)) {
      reader.apiExit(fp).ifPresent(frames::add);
    } else if (kinds.isContinuation(mark)) {
      reader.continuation(fp, pc).ifPresent(frames::add);
    }
  }

  private void add(JsFrame frame) {
    if (isNameless(frame)) {
      long resumed = reader.suspended().resumedBy(frame.function());
      if (resumed != 0) {
        reader.suspended().callers(resumed).stream()
            .map(reader.suspended()::frame)
            .forEach(frames::add);
      }
    } else {
      frames.add(frame);
    }
  }

  /// Closures of V8 itself that go on with an async function and the like, which V8 does not show
  /// in stacks. What waits for that function is shown instead, as V8 does.
  private static boolean isNameless(JsFrame frame) {
    return frame.tier() == Tier.BUILTIN && frame.name().isEmpty();
  }

  private static boolean isAbove(long fp, long other) {
    return Addresses.less(fp, other) && Addresses.less(other - fp, LARGEST) && (other & 7) == 0;
  }

  /// The exit frame that the entry noted, 0 for the first entry.
  private long exitBefore(long entry) {
    for (int i = FIRST_NOTE; i <= LAST_NOTE; i++) {
      long note = memory.i64(entry - 8L * i);
      if (isAbove(entry, note) && kinds.isExit(memory.i64(note - 8))) {
        return note;
      }
    }
    return 0;
  }
}
