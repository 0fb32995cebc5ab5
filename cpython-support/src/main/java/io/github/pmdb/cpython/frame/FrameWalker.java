package io.github.pmdb.cpython.frame;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the Python frames of a thread.
public final class FrameWalker {
  private static final int MAX_BYTECODE = 1 << 30;

  /// The file of code that a debugger has brought into the process for itself.
  private static final String BROUGHT_IN = "<pmdb>";

  private final Heap heap;
  private final Codes codes;
  private final List<Problem> problems = new ArrayList<>();
  private final List<ScriptFrame> frames = new ArrayList<>();

  /// The anchor of a hidden frame that ended a run: it goes to the frame before it.
  private boolean runIsOpen;

  private final Gap gap;
  private int level;

  private FrameWalker(Heap heap, int most, Codes codes) {
    this.heap = heap;
    this.codes = codes;
    this.gap = new Gap(most, this::shown);
  }

  /// @param thread address of the `PyThreadState`
  /// @param most frames at most; of 1,000 and more the last hundred are the outermost ones of a
  ///   longer stack, with levels that tell how many are missing
  public static ScriptStack walk(Heap heap, long thread, int most, Codes codes) {
    FrameWalker walker = new FrameWalker(heap, most, codes);
    return walker.read(walker.chain().walk(thread), true);
  }

  /// The stack from a frame on that nothing changes: what a greenlet keeps while it does not run,
  /// or a copy.
  ///
  /// @param frame address of its innermost frame, as in `ScriptFrame.address`
  public static ScriptStack suspended(Heap heap, long frame, int most, Codes codes) {
    FrameWalker walker = new FrameWalker(heap, most, codes);
    return walker.read(walker.chain().from(frame), false);
  }

  private FrameChain chain() {
    return new FrameChain(heap, problems, gap);
  }

  /// @param runs whether the first one may be made or removed meanwhile
  private ScriptStack read(List<RawFrame> chain, boolean runs) {
    int end = gap.isOpen() ? gap.at() : chain.size();
    for (int i = 0; i < end; i++) {
      add(chain.get(i), runs && i == 0);
    }
    if (gap.isOpen()) {
      int innermost = level;
      level += gap.shown();
      chain.subList(end, chain.size()).forEach(raw -> add(raw, false));
      problems.add(gap.told(innermost, level));
    }
    return new ScriptStack(List.copyOf(frames), List.copyOf(problems));
  }

  private void add(RawFrame raw, boolean top) {
    try {
      CodeObject code = codes.at(heap, raw.code());
      int offset = offset(raw, code);
      if (isHidden(raw, code, offset)) {
        hide(raw);
      } else {
        show(raw, code, offset);
      }
    } catch (MemoryFault fault) {
      if (!codes.isConstant(raw.code())) {
        leftOut(raw, top, fault);
      }
      hide(raw);
    }
  }

  private static boolean isHidden(RawFrame raw, CodeObject code, int offset) {
    boolean unstarted = raw.instruction() != 0 && offset < code.firstTraceable();
    return code.isTrampoline() || unstarted || code.file().equals(BROUGHT_IN);
  }

  /// What a frame runs that would be shown.
  private Optional<CodeObject> shown(RawFrame raw) {
    try {
      CodeObject code = codes.at(heap, raw.code());
      return isHidden(raw, code, offset(raw, code)) ? Optional.empty() : Optional.of(code);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private void leftOut(RawFrame raw, boolean top, MemoryFault fault) {
    problems.add(
        new Problem(
            "the frame at %s is left out%s: %s"
                .formatted(
                    hex(raw.address()),
                    top ? ", it was being made or removed" : "",
                    fault.getMessage())));
  }

  private int offset(RawFrame raw, CodeObject code) {
    if (raw.instruction() == 0) {
      return raw.offset();
    }
    long offset = raw.instruction() - code.bytecodeOf(heap, raw.address());
    if (offset < -16 || offset > MAX_BYTECODE) {
      throw Heap.malformed(raw.instruction(), "the instruction is not of the frame's code");
    }
    return (int) offset;
  }

  private void show(RawFrame raw, CodeObject code, int offset) {
    PositionTable.Position position = code.positions().at(offset);
    frames.add(
        new ScriptFrame(
            "Python",
            level++,
            raw.address(),
            code.name(),
            code.file(),
            position.line(),
            position.columns(),
            anchor(raw),
            raw.entry(),
            code.problem().isEmpty() ? Certainty.SURE : Certainty.GUESSED,
            code.problem()));
    runIsOpen = !raw.entry();
  }

  private Optional<Anchor> anchor(RawFrame raw) {
    if (raw.stackAnchor().isPresent()) {
      return Optional.of(new Anchor.OnStack(raw.stackAnchor().getAsLong()));
    }
    boolean spilled = !heap.has("tstate.cframe") && heap.has("tstate.frame");
    return spilled ? Optional.of(new Anchor.Spilled(raw.address())) : Optional.empty();
  }

  /// Leaves a frame out; where it would have ended the run of an eval call, the frame inside it
  /// does.
  private void hide(RawFrame raw) {
    if (!raw.entry() || !runIsOpen) {
      return;
    }
    ScriptFrame inner = frames.removeLast();
    OptionalLong stack = raw.stackAnchor();
    frames.add(
        new ScriptFrame(
            inner.language(),
            inner.level(),
            inner.address(),
            inner.function(),
            inner.file(),
            inner.line(),
            inner.columns(),
            stack.isPresent()
                ? Optional.of(new Anchor.OnStack(stack.getAsLong()))
                : Optional.empty(),
            true,
            inner.certainty(),
            inner.problem()));
    runIsOpen = false;
  }
}
