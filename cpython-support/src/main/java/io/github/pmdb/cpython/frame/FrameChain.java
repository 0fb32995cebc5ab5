package io.github.pmdb.cpython.frame;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Follows the links between the frames of one thread, in the way of each version.
///
/// | version | frames | one eval call is |
/// |---|---|---|
/// | up to 3.10 | `PyFrameObject`s on the heap, `f_back` | each frame |
/// | 3.11 | `_PyInterpreterFrame`s, `previous` | a run that ends with `is_entry` |
/// | since 3.12 | the same | a run that ends before a shim frame on the C stack |
final class FrameChain {
  /// `FRAME_OWNED_BY_CSTACK` of 3.12 and 3.13, `FRAME_OWNED_BY_INTERPRETER` of 3.14
  /// (`Include/internal/pycore_frame.h`, `pycore_interpframe_structs.h`): this and above are no
  /// frames of Python code.
  static final int OWNER_SHIM = 3;

  /// `FRAME_OWNED_BY_GENERATOR` of the same headers.
  private static final int OWNER_GENERATOR = 1;

  private static final int MAX_EVAL_CALLS = 100_000;

  /// Those of a stack that has no end.
  private static final int MAX_FRAMES = 2_000_000;

  /// Those that are remembered at a time, to notice that a chain is a circle.
  private static final int MAX_SEEN = 100_000;

  private final Heap heap;
  private final List<Problem> problems;
  private final Gap gap;

  /// @param gap gets what is left out
  FrameChain(Heap heap, List<Problem> problems, Gap gap) {
    this.heap = heap;
    this.problems = problems;
    this.gap = gap;
  }

  /// The frames of a thread state, innermost first.
  List<RawFrame> walk(long thread) {
    try {
      if (heap.has("tstate.frame")) {
        return anchored(objects(heap.pointer(thread, "tstate.frame")), thread);
      }
      List<RawFrame> frames =
          heap.has("iframe.is_entry")
              ? anchored(entries(current(thread)), thread)
              : shims(current(thread));
      if (!frames.isEmpty() && isAdrift(frames.getLast().address(), thread)) {
        problems.add(
            new Problem(
                "the generator of the frame at %s was being entered or left, its callers are not known"
                    .formatted(hex(frames.getLast().address()))));
      }
      return frames;
    } catch (MemoryFault fault) {
      problems.add(new Problem("the frames of this thread: " + fault.getMessage()));
      return List.of();
    }
  }

  /// The frame at an address and its callers, which no thread runs now.
  List<RawFrame> from(long frame) {
    if (heap.has("tstate.frame")) {
      return objects(frame);
    }
    return heap.has("iframe.is_entry") ? entries(frame) : shims(frame);
  }

  /// The innermost `_PyInterpreterFrame` of a thread.
  private long current(long thread) {
    return heap.has("tstate.current_frame")
        ? heap.pointer(thread, "tstate.current_frame")
        : heap.pointer(heap.pointer(thread, "tstate.cframe"), "cframe.current_frame");
  }

  /// Whether a frame that nothing follows is a generator's: those have a caller while they run.
  /// CPython links it with two writes, one for the thread and one for the frame. In 3.11, which has
  /// no shims, C code that runs a generator in its only eval call is a caller, too.
  private boolean isAdrift(long frame, long thread) {
    return heap.pointer(frame, "iframe.previous") == 0
        && heap.u8(frame, "iframe.owner") == OWNER_GENERATOR
        && (!heap.has("iframe.is_entry") || evalCalls(thread).size() > 1);
  }

  /// Reads one link.
  private interface Link {
    /// Adds the frame at `address` to `into`, or not, and returns the next one.
    long follow(long address, List<RawFrame> into);
  }

  private List<RawFrame> follow(long first, Link link) {
    List<RawFrame> frames = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long at = first;
    Optional<String> cut = Optional.empty();
    for (int i = 0; at != 0 && cut.isEmpty(); i++) {
      if (seen.size() >= MAX_SEEN) {
        seen.clear();
      }
      cut = cut(at, i, frames, seen);
      try {
        at = cut.isPresent() ? at : link.follow(at, frames);
      } catch (MemoryFault fault) {
        cut = Optional.of("the chain of frames breaks off: " + fault.getMessage());
      }
      gap.shorten(frames);
    }
    gap.finish(frames, cut.isEmpty());
    cut.map(Problem::new).ifPresent(problems::add);
    return frames;
  }

  /// Why a chain is followed no further than to a frame.
  private Optional<String> cut(long at, int followed, List<RawFrame> frames, Set<Long> seen) {
    if (gap.ends(frames)) {
      return Optional.of("only the innermost " + gap.at() + " frames are shown");
    }
    if (!seen.add(at)) {
      return Optional.of("the frame at " + hex(at) + " is its own caller: the chain is damaged");
    }
    return followed < MAX_FRAMES
        ? Optional.empty()
        : Optional.of("further frames than %d are not counted".formatted(MAX_FRAMES));
  }

  private List<RawFrame> objects(long first) {
    return follow(
        first,
        (address, into) -> {
          if (heap.i64(address, "object.ob_refcnt") <= 0) {
            throw Heap.malformed(address, "the frame there was just freed");
          }
          int offset = FrameFields.offset(heap, address);
          long code = FrameLocals.codeOf(heap, address);
          into.add(new RawFrame(address, code, offset, 0, true, OptionalLong.empty()));
          return heap.pointer(address, "frame.f_back");
        });
  }

  private List<RawFrame> entries(long first) {
    return follow(
        first,
        (address, into) -> {
          long code = FrameLocals.codeOf(heap, address);
          long instruction = heap.pointer(address, FrameFields.instruction(heap));
          boolean entry = heap.u8(address, "iframe.is_entry") != 0;
          into.add(new RawFrame(address, code, 0, instruction, entry, OptionalLong.empty()));
          return heap.pointer(address, "iframe.previous");
        });
  }

  /// 3.10 and 3.11: the n-th entry frame belongs to the n-th eval call, whose `_PyCFrame` is on the
  /// C stack.
  private List<RawFrame> anchored(List<RawFrame> frames, long thread) {
    if (!heap.has("tstate.cframe")) {
      return frames;
    }
    List<Long> calls = evalCalls(thread);
    List<RawFrame> anchored = new ArrayList<>(frames.size());
    int call = 0;
    for (int i = 0; i < frames.size(); i++) {
      call += gap.isOpen() && i == gap.at() ? gap.entries() : 0;
      RawFrame frame = frames.get(i);
      anchored.add(frame.entry() ? frame.anchored(true, nth(calls, call++)) : frame);
    }
    return anchored;
  }

  private static OptionalLong nth(List<Long> calls, int index) {
    return index < calls.size() ? OptionalLong.of(calls.get(index)) : OptionalLong.empty();
  }

  /// The `_PyCFrame`s of the eval calls that run, innermost first. The last one lies in the thread
  /// state itself and belongs to none.
  private List<Long> evalCalls(long thread) {
    List<Long> calls = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    try {
      long at = heap.pointer(thread, "tstate.cframe");
      while (at != 0
          && !inThreadState(thread, at)
          && calls.size() < MAX_EVAL_CALLS
          && seen.add(at)) {
        calls.add(at);
        at = heap.pointer(at, "cframe.previous");
      }
    } catch (MemoryFault fault) {
      problems.add(new Problem("the chain of eval calls breaks off: " + fault.getMessage()));
    }
    return calls;
  }

  /// `root_cframe` is a member of `PyThreadState`, which is under 1 KiB in 3.10 and 3.11.
  private static boolean inThreadState(long thread, long address) {
    return Addresses.within(address, thread, thread + 1024);
  }

  private List<RawFrame> shims(long first) {
    return follow(
        first,
        (address, into) -> {
          if (heap.u8(address, "iframe.owner") >= OWNER_SHIM) {
            closeRun(into, address);
          } else {
            long code = FrameLocals.codeOf(heap, address);
            long instruction = heap.pointer(address, FrameFields.instruction(heap));
            into.add(new RawFrame(address, code, 0, instruction, false, OptionalLong.empty()));
          }
          return heap.pointer(address, "iframe.previous");
        });
  }

  /// A shim ends the run of frames that its eval call runs.
  private static void closeRun(List<RawFrame> frames, long shim) {
    if (!frames.isEmpty() && !frames.getLast().entry()) {
      frames.add(frames.removeLast().anchored(true, OptionalLong.of(shim)));
    }
  }
}
