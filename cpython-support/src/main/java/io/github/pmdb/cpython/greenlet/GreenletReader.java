package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.Fiber.State;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Reads one greenlet.
final class GreenletReader {
  private static final int MAX_FRAMES = 1_000;

  private static final long MAX_SAVED = 1L << 30;

  /// `stack_stop` of a main greenlet.
  static final long MAIN = -1;

  private final Heap heap;
  private final GreenletLayout layout;
  private final Codes codes;

  /// @param codes as for [FrameWalker]
  GreenletReader(Heap heap, GreenletLayout layout, Codes codes) {
    this.heap = heap;
    this.layout = layout;
    this.codes = codes;
  }

  /// `StackState`, or the same fields of the object itself.
  private record Stack(long start, long stop, long copy, long saved) {
    boolean isMain() {
      return stop == MAIN;
    }
  }

  /// Address of the stack's end in a greenlet that was started and is not a main one, else 0.
  long stackEnd(long greenlet) {
    Stack stack = stack(impl(greenlet));
    return stack.isMain() || stack.start() == 0 ? 0 : stack.stop();
  }

  /// Address of the greenlet that goes on when this one ends, 0 for none and for main ones.
  long parent(long greenlet) {
    long impl = impl(greenlet);
    return layout.parent() == GreenletLayout.NONE || stack(impl).isMain()
        ? 0
        : heap.memory().pointer(impl + layout.parent());
  }

  /// Whether a thread runs it now.
  ///
  /// @param main the main greenlet of its thread
  boolean runs(long greenlet, long main) {
    long impl = impl(greenlet);
    if (stack(impl).start() == 0) {
      return false;
    }
    if (layout.thread() == GreenletLayout.NONE) {
      return heap.memory().pointer(impl + layout.frame()) == 0;
    }
    long thread = heap.memory().pointer(impl(main) + layout.thread());
    return thread != 0 && heap.memory().pointer(thread + Long.BYTES) == greenlet;
  }

  /// @param main the main greenlet of its thread
  /// @param tid of that thread
  /// @param running what the thread's stack is
  Fiber read(long greenlet, long main, OptionalLong tid, Optional<ScriptStack> running) {
    long impl = impl(greenlet);
    Stack stack = stack(impl);
    boolean runs = runs(greenlet, main);
    State state =
        runs
            ? State.RUNNING
            : stack.start() != 0
                ? State.SUSPENDED
                : stack.stop() == 0 ? State.NOT_STARTED : State.DEAD;
    ScriptStack frames =
        runs
            ? running.orElseGet(() ->
                new ScriptStack(
                    List.of(), List.of(new Problem("which thread runs it is not known"))))
            : state == State.SUSPENDED
                ? suspended(impl, stack)
                : new ScriptStack(List.of(), List.of());
    return new Fiber(
        greenlet,
        heap.fullName(heap.typeOf(greenlet)),
        name(greenlet),
        function(greenlet, impl, state, frames.frames()),
        state,
        stack.isMain(),
        tid,
        parent(greenlet),
        frames.frames(),
        frames.problems().stream().map(Problem::what).collect(Collectors.joining("; ")));
  }

  static Fiber unreadable(long greenlet, MemoryFault fault) {
    return new Fiber(
        greenlet,
        "?",
        "",
        "",
        State.UNREADABLE,
        false,
        OptionalLong.empty(),
        0,
        List.of(),
        fault.getMessage());
  }

  private long impl(long greenlet) {
    return layout.impl() == GreenletLayout.NONE
        ? greenlet
        : heap.memory().pointer(greenlet + layout.impl());
  }

  private Stack stack(long impl) {
    long at = impl + layout.stack();
    return new Stack(
        heap.memory().pointer(at),
        heap.memory().pointer(at + 8),
        heap.memory().pointer(at + 16),
        heap.memory().i64(at + 24));
  }

  private ScriptStack suspended(long impl, Stack stack) {
    long object = heap.memory().pointer(impl + layout.frame());
    if (object == 0) {
      return new ScriptStack(List.of(), List.of()); // it runs C code alone
    }
    Heap seen = heap;
    if (stack.saved() != 0) {
      Heap.bounded(stack.saved(), MAX_SAVED, impl, "length of the saved stack");
      seen = heap.over(new SavedStack(heap.memory(), stack.start(), stack.saved(), stack.copy()));
    }
    long frame = heap.has("frame.f_frame") ? heap.pointer(object, "frame.f_frame") : object;
    return FrameWalker.suspended(seen, frame, MAX_FRAMES, codes);
  }

  /// The name that gevent's and others keep in the instance.
  private String name(long greenlet) {
    return attribute(greenlet, "name").flatMap(value -> Strings.text(heap, value)).orElse("");
  }

  private Optional<Long> attribute(long object, String name) {
    try {
      return Attributes.find(heap, object, name);
    } catch (MemoryFault _) {
      return Optional.empty(); // a name is a courtesy
    }
  }

  /// gevent keeps the function until it is done; otherwise it is that of the outermost frame.
  private String function(long greenlet, long impl, State state, List<ScriptFrame> frames) {
    Optional<Long> kept =
        attribute(greenlet, "_run")
            .or(() ->
                state == State.NOT_STARTED && layout.run() != GreenletLayout.NONE
                    ? Optional.of(heap.memory().pointer(impl + layout.run()))
                    : Optional.empty())
            .filter(address -> address != 0);
    if (kept.isPresent()) {
      return nameOf(kept.get());
    }
    return frames.isEmpty() ? "" : frames.getLast().function();
  }

  private String nameOf(long callable) {
    try {
      long function = heap.behind(callable, "method", "method.im_func");
      PyType type = heap.typeOf(function);
      return switch (type.name()) {
        case "function" -> functionName(function);
        case "NoneType" -> "";
        default -> heap.fullName(type);
      };
    } catch (MemoryFault _) {
      return "?"; // the rest of it can be read still
    }
  }

  private String functionName(long function) {
    String field = heap.has("func.func_qualname") ? "func.func_qualname" : "func.func_name";
    return Strings.text(heap, heap.pointer(function, field)).orElse("?");
  }
}
