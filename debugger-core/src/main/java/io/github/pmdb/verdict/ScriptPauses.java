package io.github.pmdb.verdict;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Pause;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What threads wait for as their scripts have it, with the user's line: not the system call at the
/// bottom.
final class ScriptPauses {
  private final Map<Long, Pause> pauses;
  private final LockReading locks;
  private final Optional<Holder> holder;

  private ScriptPauses(Map<Long, Pause> pauses, LockReading locks, Optional<Holder> holder) {
    this.pauses = pauses;
    this.locks = locks;
    this.holder = holder;
  }

  /// A thread that sleeps and lets no other run the language meanwhile.
  ///
  /// @param what it holds, in words
  record Holder(long tid, String name, String what) {}

  /// Nobody waits.
  static final ScriptPauses NONE = new ScriptPauses(Map.of(), LockReading.NONE, Optional.empty());

  /// @param locks that threads wait for
  static ScriptPauses of(Target target, LockReading locks) {
    List<Long> asleep =
        target.snapshot().threads().stream()
            .filter(ScriptPauses::isAsleep)
            .map(ThreadInfo::tid)
            .toList();
    Map<Long, Pause> pauses = new HashMap<>();
    for (Inspector inspector : target.interpreters().inspectors()) {
      if (inspector instanceof LockInspector waits) {
        for (ScriptThread thread : inspector.threads()) {
          if (thread.tid().isPresent() && asleep.contains(thread.tid().getAsLong())) {
            pause(waits, thread)
                .ifPresent(pause -> pauses.putIfAbsent(thread.tid().getAsLong(), pause));
          }
        }
      }
    }
    return new ScriptPauses(pauses, locks, holder(target, asleep));
  }

  private static Optional<Holder> holder(Target target, List<Long> asleep) {
    for (Inspector inspector : target.interpreters().inspectors()) {
      OptionalLong address = inspector.readiness().holder();
      Optional<ScriptThread> thread =
          address.isEmpty()
              ? Optional.empty()
              : inspector.threads().stream()
                  .filter(t -> t.address() == address.getAsLong())
                  .filter(t -> t.tid().isPresent() && asleep.contains(t.tid().getAsLong()))
                  .filter(t -> !t.notes().isEmpty())
                  .findFirst();
      if (thread.isPresent()) {
        ScriptThread found = thread.get();
        return Optional.of(
            new Holder(found.tid().orElseThrow(), found.name(), found.notes().getFirst()));
      }
    }
    return Optional.empty();
  }

  /// Who keeps the others from running.
  Optional<Holder> holder() {
    return holder;
  }

  /// `thread 4711 (worker) holds the GIL`.
  static String sentence(Holder holder) {
    String name = holder.name().isEmpty() ? "" : " (" + holder.name() + ")";
    return "thread %d%s %s".formatted(holder.tid(), name, holder.what());
  }

  /// Of a thread that stands still the kernel leaves the number of a system call in `orig_rax`.
  private static boolean isAsleep(ThreadInfo thread) {
    return thread.state().waitsFor().isPresent()
        || thread.registers().filter(r -> r.get("orig_rax") >= 0).isPresent();
  }

  private static Optional<Pause> pause(LockInspector waits, ScriptThread thread) {
    try {
      return waits.pause(thread);
    } catch (MemoryFault _) {
      return Optional.empty(); // its stack tells what can not be read
    }
  }

  /// `waits for a queue item in work() at app.py:12 (queue.Queue.get)`; absent where it is not
  /// known what a thread waits for.
  Optional<String> text(long tid) {
    Optional<Wait> lock = locks.waitOf(tid);
    String what = lock.map(Wait::what).orElseGet(() -> pause(tid).map(Pause::what).orElse(""));
    if (what.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>(List.of("waits for " + what));
    lock.map(Wait::at)
        .filter(_ -> pause(tid).flatMap(Pause::at).isPresent())
        .or(() -> pause(tid).flatMap(Pause::at))
        .map(ScriptPauses::place)
        .ifPresent(parts::add);
    pause(tid)
        .map(Pause::by)
        .filter(by -> !by.isEmpty())
        .ifPresent(by -> parts.add("(" + by + ")"));
    return Optional.of(String.join(" ", parts));
  }

  /// `in work() at app.py:12`: the user's line, where a thread has one.
  Optional<String> place(long tid) {
    return pause(tid).flatMap(Pause::at).map(ScriptPauses::place);
  }

  private Optional<Pause> pause(long tid) {
    return Optional.ofNullable(pauses.get(tid));
  }

  private static String place(ScriptFrame frame) {
    String call = frame.function().endsWith(">") ? "" : "()";
    return "in %s%s at %s:%d".formatted(frame.function(), call, frame.file(), frame.line());
  }
}
