package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import java.util.Optional;
import java.util.Set;

/// A generator, coroutine or asynchronous generator, which keeps a frame of its own while it is
/// suspended (`Include/cpython/genobject.h`, `_PyGen_yf` in `Objects/genobject.c`).
///
/// @param name its qualified name
/// @param frame address of its frame, 0 when it has finished
/// @param awaits what `cr_await`, `gi_yieldfrom` or `ag_await` gives: address of the object that it
///   delegates to, 0 for none
public record Generator(long address, String name, State state, long frame, long awaits) {
  private static final Set<String> TYPES = Set.of("generator", "coroutine", "async_generator");

  /// Opcode of 3.6 to 3.10 (`Include/opcode.h`).
  private static final int YIELD_FROM = 72;

  /// Operands of `RESUME` behind a `yield from` and an `await` (3.11 and 3.12).
  private static final int RESUME_AFTER_YIELD_FROM = 2;

  private static final int MAX_STACK = 1 << 20;

  /// What a generator does.
  public enum State {
    CREATED,
    SUSPENDED,
    RUNNING,
    FINISHED
  }

  /// Whether a generator of any kind lies at `address`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when no object is there
  public static boolean isAt(Heap heap, long address) {
    return isType(heap, heap.pointer(address, "object.ob_type"));
  }

  /// Whether the type at `address` is one of theirs.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when no type is there
  public static boolean isType(Heap heap, long address) {
    return TYPES.contains(heap.type(address).name());
  }

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static Generator read(Heap heap, long address) {
    if (!isAt(heap, address)) {
      throw Heap.malformed(address, "no generator or coroutine lies there");
    }
    String name = name(heap, address).orElse("?");
    return heap.has("gen.gi_iframe")
        ? embedded(heap, address, name)
        : separate(heap, address, name);
  }

  /// Up to 2.7 only the code has a name.
  private static Optional<String> name(Heap heap, long address) {
    if (!heap.has("gen.gi_qualname")) {
      long code = heap.pointer(address, "gen.gi_code");
      return Strings.text(heap, heap.pointer(code, "code.co_name"));
    }
    return Strings.text(heap, heap.pointer(address, "gen.gi_qualname"))
        .or(() -> Strings.text(heap, heap.pointer(address, "gen.gi_name")));
  }

  /// Since 3.11 the frame is a part of the generator (`enum _framestate` in `pycore_frame.h`).
  private static Generator embedded(Heap heap, long address, String name) {
    int word = frameState(heap, address);
    State state = word > 0 ? State.FINISHED : word == 0 ? State.RUNNING : State.SUSPENDED;
    boolean delegatesKnown = heap.layout().version().atLeast(3, 13);
    if (word == (delegatesKnown ? -3 : -2)) {
      state = State.CREATED;
    }
    if (state == State.FINISHED) {
      return new Generator(address, name, state, 0, 0);
    }
    long frame = address + heap.layout().offset("gen.gi_iframe");
    boolean delegates =
        word == -1
            && (delegatesKnown
                || (heap.memory().u8(heap.pointer(frame, "iframe.prev_instr") + 3) & 3)
                    >= RESUME_AFTER_YIELD_FROM);
    return new Generator(address, name, state, frame, delegates ? top(heap, frame) : 0);
  }

  /// In the numbers of 3.13: one above 0 is finished, 0 runs. 3.15 has what was -3 to 1 as 0 to 5,
  /// with one more that delegates while another thread looks at it.
  private static int frameState(Heap heap, long address) {
    int word = (byte) heap.u8(address, "gen.gi_frame_state");
    if (!heap.layout().version().atLeast(3, 15)) {
      return word;
    }
    return word <= 2 ? word - 3 : word - 4;
  }

  /// The value on top of a suspended frame's stack.
  private static long top(Heap heap, long frame) {
    if (heap.has("iframe.stackpointer")) {
      return heap.reference(heap.pointer(frame, "iframe.stackpointer") - 8L * delegateDepth(heap));
    }
    int depth = heap.i32(frame, "iframe.stacktop");
    Heap.bounded(depth, MAX_STACK, frame, "depth of stack");
    return depth == 0
        ? 0
        : heap.memory()
            .pointer(frame + heap.layout().offset("iframe.localsplus") + 8L * (depth - 1));
  }

  /// 3.15 has the place in a list or tuple, or nothing, on top of what is iterated (`SEND` in
  /// `Python/bytecodes.c`).
  private static int delegateDepth(Heap heap) {
    return heap.layout().version().atLeast(3, 15) ? 2 : 1;
  }

  /// Up to 3.10 the frame is an object of its own.
  private static Generator separate(Heap heap, long address, String name) {
    long frame = heap.pointer(address, "gen.gi_frame");
    if (frame == 0) {
      return new Generator(address, name, State.FINISHED, 0, 0);
    }
    boolean counted = heap.has("frame.f_stackdepth"); // 3.10
    boolean running =
        counted ? heap.u8(frame, "frame.f_state") == 0 : heap.u8(address, "gen.gi_running") != 0;
    int offset = FrameFields.offset(heap, frame);
    State state = running ? State.RUNNING : offset < 0 ? State.CREATED : State.SUSPENDED;
    boolean delegates =
        state == State.SUSPENDED
            && heap.layout().version().atLeast(3, 3)
            && opcode(heap, frame, offset + 2) == YIELD_FROM;
    return new Generator(address, name, state, frame, delegates ? topOfObject(heap, frame) : 0);
  }

  private static int opcode(Heap heap, long frame, int offset) {
    long bytecode = heap.pointer(FrameLocals.codeOf(heap, frame), "code.co_code");
    return heap.memory().u8(bytecode + heap.layout().offset("bytes.ob_sval") + offset);
  }

  private static long topOfObject(Heap heap, long frame) {
    if (heap.has("frame.f_stacktop")) {
      long end = heap.pointer(frame, "frame.f_stacktop");
      return end == 0 ? 0 : heap.memory().pointer(end - 8);
    }
    int depth = heap.i32(frame, "frame.f_stackdepth");
    Heap.bounded(Math.max(depth, 0), MAX_STACK, frame, "depth of stack");
    return depth <= 0
        ? 0
        : heap.memory().pointer(heap.pointer(frame, "frame.f_valuestack") + 8L * (depth - 1));
  }
}
