package io.github.pmdb.frame;

import io.github.pmdb.frame.dwarf.CpuState;
import io.github.pmdb.frame.unwind.StackWalk;
import io.github.pmdb.frame.unwind.Step;
import io.github.pmdb.frame.unwind.UnwindTables;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Native frames of x86-64 threads without a debugger: unwinds by `.eh_frame` through the
/// snapshot's memory and names functions by the objects' symbols.
///
/// Keeps what it looked up, so unwind all threads of a snapshot with one; from one Java thread at a
/// time.
public final class Unwinder {
  private final Snapshot snapshot;
  private final UnwindTables tables;
  private final Map<Long, Place> places = new HashMap<>();

  public Unwinder(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.tables = new UnwindTables(snapshot);
  }

  /// The frames of one thread, for whoever needs no more than one; see [#unwind(ThreadInfo, int)].
  public static List<NativeFrame> unwind(Snapshot snapshot, ThreadInfo thread, int limit) {
    return new Unwinder(snapshot).unwind(thread, limit);
  }

  /// What is known of an address in code.
  private record Place(Optional<LoadedObject> object, Optional<Symbol> function) {}

  /// The frames of a thread, innermost first; none if its registers are not known or the
  /// architecture is not x86-64. The last frame's problem tells why the walk ended there, if that
  /// was not the natural end.
  ///
  /// @param limit most frames
  public List<NativeFrame> unwind(ThreadInfo thread, int limit) {
    return unwind(thread, limit, List.of());
  }

  /// The same, where parts of the stack belong to interpreters: of such a part the first frame
  /// stands for all, and what called the interpreter follows it.
  public List<NativeFrame> unwind(ThreadInfo thread, int limit, List<Passage> passages) {
    if (snapshot.architecture() != Architecture.X86_64 || thread.registers().isEmpty()) {
      return List.of();
    }
    List<NativeFrame> frames = new ArrayList<>();
    StackWalk walk = new StackWalk(tables);
    Cursor at = new Cursor(CpuState.of(thread.registers().get()), true, Certainty.SURE, false, "");
    while (frames.size() < limit) {
      Step step = step(walk, at, passages);
      boolean isLast = frames.size() == limit - 1;
      frames.add(frame(frames.size(), at, step, isLast));
      if (!(step instanceof Step.Caller caller)) {
        break;
      }
      at = at.next(caller);
    }
    return frames;
  }

  private Step step(StackWalk walk, Cursor at, List<Passage> passages) {
    CpuState state = at.state();
    for (Passage passage : passages) {
      if (passage.holds(state.sp(), state.rbp()) && !tables.covers(state.pc())) {
        try {
          return beyond(passage, state);
        } catch (MemoryFault _) {
          // The rules for all other code may still find a caller.
          break;
        }
      }
    }
    return walk.step(state, at.exact());
  }

  private Step beyond(Passage passage, CpuState state) {
    long caller = snapshot.memory().i64(passage.entry());
    long pc = snapshot.memory().i64(passage.entry() + 8);
    long cfa = passage.entry() + 16;
    return new Step.Caller(state.with(cfa, caller, pc), cfa, false, Step.Source.UNWIND_TABLE, "");
  }

  /// Where the walk is.
  ///
  /// @param doubtful whether a guess that nothing vouches for lies above
  private record Cursor(
      CpuState state, boolean exact, Certainty certainty, boolean doubtful, String problem) {
    Cursor next(Step.Caller caller) {
      boolean guess = caller.source() != Step.Source.UNWIND_TABLE;
      boolean doubt = doubtful || caller.source() == Step.Source.GUESS;
      return new Cursor(
          caller.state(),
          caller.interrupted(),
          guess || doubt ? Certainty.GUESSED : Certainty.SURE,
          doubt,
          caller.problem());
    }
  }

  private NativeFrame frame(int level, Cursor at, Step step, boolean isLast) {
    long pc = at.state().pc();
    boolean trampoline = step instanceof Step.Caller caller && caller.interrupted();
    Place place = places.computeIfAbsent(at.exact() || trampoline ? pc : pc - 1, this::place);
    return new NativeFrame(
        level,
        pc,
        at.state().sp(),
        step.cfa(),
        place.function().map(f -> Demangler.demangle(f.name())),
        place.function().map(f -> pc - f.address()).orElse(0L),
        place.object().map(LoadedObject::path),
        Optional.empty(),
        false,
        trampoline,
        at.exact() || tables.isExecutable(pc) ? at.certainty() : Certainty.UNREADABLE,
        problem(at, step, isLast, level + 1));
  }

  private static String problem(Cursor at, Step step, boolean isLast, int count) {
    String end =
        switch (step) {
          case Step.End(long _, String why) -> why;
          case Step.Astray() -> astray(at);
          case Step.Caller _ -> isLast ? "the walk stops after " + count + " frames" : "";
        };
    boolean both = !at.problem().isEmpty() && !end.isEmpty();
    return at.problem() + (both ? "; " : "") + end;
  }

  private static String astray(Cursor at) {
    return "the return address is not in executable memory: "
        + (at.certainty() == Certainty.SURE
            ? "the stack is damaged"
            : "callers above it were guessed for want of unwind data, and may be wrong");
  }

  private Place place(long address) {
    Optional<LoadedObject> object = tables.objectAt(address);
    return new Place(object, object.flatMap(o -> o.symbols().at(address)));
  }
}
