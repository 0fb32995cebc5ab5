package io.github.pmdb.node.frame;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.code.Argument;
import io.github.pmdb.node.code.CodeMap;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The JavaScript on the stacks of threads.
public final class JsStacks {
  /// Native frames above the first of JavaScript at most.
  private static final int MOST_NATIVE = 256;

  private static final long LARGEST_STACK = 1L << 30;

  private final Snapshot snapshot;
  private final V8Heap heap;
  private final CodeMap code;
  private final FrameReader frames;
  private final FrameKinds kinds;

  private final Describer describer;
  private final Thrown thrown;

  /// @param object that has V8
  public JsStacks(Snapshot snapshot, LoadedObject object, CodeTables tables, Describer describer) {
    this(snapshot, object, tables, describer, false);
  }

  /// Of a process that has gone on since its stacks were copied.
  public static JsStacks later(
      Snapshot snapshot, LoadedObject object, CodeTables tables, Describer describer) {
    return new JsStacks(snapshot, object, tables, describer, true);
  }

  private JsStacks(
      Snapshot snapshot,
      LoadedObject object,
      CodeTables tables,
      Describer describer,
      boolean later) {
    HeapReader reader = describer.reader();
    this.snapshot = snapshot;
    this.describer = describer;
    this.thrown = new Thrown(snapshot.memory(), reader);
    this.heap = reader.heap();
    this.code = new CodeMap(snapshot, object, reader);
    this.frames = new FrameReader(reader, code, tables, later);
    this.kinds = new FrameKinds(heap.layout());
  }

  /// A frame of JavaScript where a walk begins.
  ///
  /// @param pc 0 for an exit frame
  private record Start(long fp, long pc) {}

  /// The thread that runs an isolate.
  public Optional<ThreadInfo> thread(Isolate isolate) {
    return isolate.tid().isEmpty()
        ? Optional.empty()
        : snapshot.threads().stream()
            .filter(t -> t.namespaceTid() == isolate.tid().getAsLong())
            .findFirst();
  }

  /// @param limit most frames
  public JsWalk walk(Isolate isolate, int limit) {
    Optional<ThreadInfo> thread = thread(isolate);
    if (thread.isEmpty()) {
      return JsWalk.unknown("which thread runs this isolate is not known");
    }
    if (thread.get().registers().isEmpty()) {
      return JsWalk.unknown("the registers of the thread of this isolate are not known");
    }
    Registers registers = thread.get().registers().get();
    return code.isScript(registers.pc())
        ? from(new Start(registers.get("rbp"), registers.pc()), limit)
        : exit(isolate, registers.sp())
            .map(start -> from(start, limit))
            .orElseGet(() -> byNativeFrames(thread.get(), limit));
  }

  private JsWalk from(Start start, int limit) {
    return new FrameWalker(snapshot.memory(), kinds, frames, limit).walk(start.fp, start.pc);
  }

  /// The frames on a stack of which nothing else is known.
  ///
  /// @param natives of the thread, innermost first
  /// @param limit most frames
  public JsWalk walk(List<NativeFrame> natives, ThreadInfo thread, int limit) {
    Registers registers = thread.registers().orElseThrow();
    return (code.isScript(registers.pc())
            ? Optional.of(new Start(registers.get("rbp"), registers.pc()))
            : first(natives))
        .map(start -> from(start, limit))
        .orElse(JsWalk.NOTHING);
  }

  /// The frame by which JavaScript was left, which V8 notes for its garbage collector.
  private Optional<Start> exit(Isolate isolate, long sp) {
    if (isolate.address().isEmpty() || !heap.layout().has("Isolate.c_entry_fp")) {
      return Optional.empty();
    }
    try {
      long at = isolate.address().getAsLong() + heap.layout().get("Isolate.c_entry_fp");
      long fp = snapshot.memory().i64(at);
      boolean onStack = Addresses.within(fp, sp, sp + LARGEST_STACK) && (fp & 7) == 0;
      return onStack && kinds.isExit(snapshot.memory().i64(fp - 8))
          ? Optional.of(new Start(fp, 0))
          : Optional.empty();
    } catch (MemoryFault _) {
      // The native frames may still lead there.
      return Optional.empty();
    }
  }

  /// Calls that leave no exit frame: the first native frame in code of JavaScript, which has its
  /// frame pointer two words below its caller's stack.
  private JsWalk byNativeFrames(ThreadInfo thread, int limit) {
    List<NativeFrame> natives = Unwinder.unwind(snapshot, thread, MOST_NATIVE);
    return first(natives)
        .map(start -> from(start, limit))
        .orElseGet(() -> isCut(natives) ? cut(thread, natives.getLast()) : JsWalk.NOTHING);
  }

  /// Whether the stack is not there to its end, so that JavaScript may lie above.
  private boolean isCut(List<NativeFrame> natives) {
    return !natives.isEmpty()
        && natives.size() < MOST_NATIVE
        && !natives.getLast().problem().isEmpty();
  }

  private static JsWalk cut(ThreadInfo thread, NativeFrame last) {
    return JsWalk.unknown(
        "the stack of thread %d can not be followed: %s".formatted(thread.tid(), last.problem()));
  }

  private Optional<Start> first(List<NativeFrame> natives) {
    return natives.stream()
        .filter(f -> code.isScript(f.pc()) && f.cfa() != 0)
        .findFirst()
        .map(f -> new Start(f.cfa() - 16, f.pc()));
  }

  /// The async functions of an isolate that wait, in chains.
  ///
  /// @param most chains that are read
  /// @param check is called now and then; what it throws ends the search
  public AsyncWaits waiting(Isolate isolate, int most, Runnable check) {
    Instances instances = new Instances(heap, describer.constructors());
    OptionalInt number = OptionalInt.of(isolate.number());
    int function = heap.layout().type("JSAsyncFunctionObject");
    int generator = heap.layout().type("JSAsyncGeneratorObject");
    int promise = heap.layout().type("JSPromise");
    Instances.Result functions = instances.ofTypes(Set.of(function, generator), number, check);
    Instances.Result promises = instances.ofTypes(Set.of(promise), number, check);
    AsyncChains.Found found =
        new AsyncChains(frames.suspended(), check)
            .of(functions.addresses(), promises.addresses(), most + 1);
    List<Problem> problems = new ArrayList<>(functions.problems());
    if (found.unread() > 0) {
      problems.add(
          new Problem(
              "%d promises and async functions could not be read".formatted(found.unread())));
    }
    if (found.chains().size() > most) {
      problems.add(
          new Problem("more than %d chains wait; the others are left out".formatted(most)));
    }
    return new AsyncWaits(found.chains().stream().limit(most).toList(), List.copyOf(problems));
  }

  /// The async functions that go on one after the other when a promise is settled, the first to do
  /// so first. Where several wait for the same, the first of them is followed.
  public List<JsFrame> awaiting(long promise) {
    return frames.suspended().awaiting(promise);
  }

  /// A receiver or an argument.
  ///
  /// @param value tagged
  public Value describe(long value, Limits limits) {
    Value described = describer.describe(value, limits);
    return describer.reader().is(value, "JSGlobalProxy")
        ? new Value(described.address(), described.type(), "globalThis", false, "")
        : described;
  }

  /// A receiver or an argument; one that is not kept says so.
  public Value describe(Argument argument, Limits limits) {
    return switch (argument) {
      case Argument.Value(long tagged) -> describe(tagged, limits);
      case Argument.Untagged(double number) ->
          new Value(0, "number", NumberText.of(number), false, "");
      case Argument.Text(String shown) -> new Value(0, "", shown, false, "");
    };
  }

  /// The error that a thread is about to throw.
  ///
  /// @param statement whether JavaScript gave it, which it does on the stack
  public Optional<Value> thrown(Isolate isolate, boolean statement, Limits limits) {
    return thread(isolate)
        .flatMap(ThreadInfo::registers)
        .flatMap(r -> exit(isolate, r.sp()).map(e -> new Thrown.Where(r.sp(), e.fp())))
        .flatMap(where -> thrown.find(where, statement))
        .map(value -> describer.describe(value, limits));
  }

  /// The objects that the outermost passage of JavaScript on a stack refers to, tagged.
  public List<Long> objects(JsWalk walk) {
    return walk.passages().isEmpty()
        ? List.of()
        : new StackObjects(describer.reader()).of(walk.passages().getLast());
  }

  /// Whether a native frame runs code of JavaScript.
  public boolean isScript(NativeFrame frame) {
    return code.isScript(frame.pc());
  }
}
