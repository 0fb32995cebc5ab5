package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.Generator;
import io.github.pmdb.cpython.frame.Generator.State;
import io.github.pmdb.cpython.frame.LoneFrames;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A coroutine and those that it awaits, down to what is none.
///
/// @param frames the coroutine's own first
/// @param state of the innermost coroutine that was read
/// @param end address of the object that the innermost one awaits, 0 for none
/// @param innermost address of the innermost frame, 0 when there is none
/// @param inner addresses of the coroutines that are awaited
/// @param problem what broke the chain off, else empty
record AwaitChain(
    List<ScriptFrame> frames,
    State state,
    long end,
    long innermost,
    List<Long> inner,
    String problem) {
  private static final int MAX_DEPTH = 1_000;

  /// Types whose first field is what they wrap: `_PyCoroWrapper`, `PyAsyncGenASend`,
  /// `PyAsyncGenAThrow`, `anextawaitableobject` (`Objects/genobject.c`, `iterobject.c`) and
  /// `futureiterobject` (`Modules/_asynciomodule.c`).
  private static final Set<String> WRAPPERS =
      Set.of(
          "coroutine_wrapper",
          "async_generator_asend",
          "async_generator_athrow",
          "anext_awaitable",
          "_asyncio.FutureIter");

  /// What asyncio's debug mode wraps generator-based coroutines in, up to 3.9.
  private static final String DEBUG_WRAPPER = "CoroWrapper";

  static AwaitChain of(Heap heap, LoneFrames frames, long coroutine) {
    return new Walk(heap, frames).from(coroutine);
  }

  /// One walk.
  private static final class Walk {
    private final Heap heap;
    private final LoneFrames reader;
    private final List<ScriptFrame> frames = new ArrayList<>();
    private final List<Long> inner = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private State state = State.FINISHED;
    private long innermost;

    Walk(Heap heap, LoneFrames reader) {
      this.heap = heap;
      this.reader = reader;
    }

    AwaitChain from(long coroutine) {
      long at = coroutine;
      try {
        while (at != 0 && seen.add(at) && seen.size() <= MAX_DEPTH) {
          if (!Generator.isAt(heap, at)) {
            long wrapped = wrapped(at);
            if (wrapped == 0) {
              return chain(at, "");
            }
            at = wrapped;
            continue;
          }
          if (at != coroutine) {
            inner.add(at);
          }
          at = enter(Generator.read(heap, at));
        }
        return chain(0, at == 0 ? "" : "the chain of awaits is damaged or too long");
      } catch (MemoryFault fault) {
        return chain(0, "the chain of awaits breaks off: " + fault.getMessage());
      }
    }

    private long enter(Generator generator) {
      state = generator.state();
      innermost = generator.frame();
      if (generator.frame() != 0) {
        frames.add(reader.read(generator.frame(), frames.size()));
      }
      return generator.awaits();
    }

    private long wrapped(long address) {
      String type = heap.typeOf(address).name();
      if (WRAPPERS.contains(type)) {
        return heap.memory().pointer(address + heap.layout().offset("varobject.ob_size"));
      }
      return type.equals(DEBUG_WRAPPER) ? Attributes.find(heap, address, "gen").orElse(0L) : 0;
    }

    private AwaitChain chain(long end, String problem) {
      return new AwaitChain(
          List.copyOf(frames), state, end, innermost, List.copyOf(inner), problem);
    }
  }
}
