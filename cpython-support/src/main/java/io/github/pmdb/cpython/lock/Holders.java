package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which threads or tasks are inside a `with` of which object, or of a condition built on it:
/// evidence of who holds a lock, since Python keeps no owner of a plain one.
public final class Holders {
  /// By which a lock is let go before its `with` ends.
  private static final Set<String> BY_HAND =
      Set.of("release", "__exit__", "__aexit__", "_release_save");

  private final Heap heap;
  private final LockModule module;
  private final WithBlocks blocks;
  private final Conditions conditions;
  private final Map<Long, List<Inside>> byLock = new HashMap<>();

  public Holders(Heap heap, LockModule module) {
    this.heap = heap;
    this.module = module;
    this.blocks = new WithBlocks(heap, module.exit());
    this.conditions = new Conditions(heap, module);
  }

  /// @param who address of the thread's `PyThreadState`, or of the task
  /// @param where the statement, in words
  /// @param byHand whether the code in it lets locks go by hand too, this one perhaps
  public record Inside(long who, String where, boolean byHand) {}

  /// Each thread or task once, by its innermost `with`.
  public List<Inside> of(long lock) {
    return byLock.getOrDefault(lock, List.of());
  }

  /// Goes through the frames of a thread or a task.
  ///
  /// @param frames innermost first
  public void add(long who, List<ScriptFrame> frames) {
    List<Long> released = new ArrayList<>();
    Set<String> byHand = new HashSet<>(); // files with functions that let locks go
    for (ScriptFrame frame : frames) {
      try {
        if (!module.isIn(frame.file()) && blocks.names(frame.address(), BY_HAND)) {
          byHand.add(frame.file());
        }
        for (WithBlocks.WithBlock block : blocks.of(frame.address())) {
          long lock = conditions.lockOf(block.manager());
          if (!released.contains(lock)) {
            inside(who, frame, lock, block.line(), byHand.contains(frame.file()));
          }
        }
        released(frame).ifPresent(released::add);
      } catch (MemoryFault _) { // then this frame is no evidence of anything
      }
    }
  }

  private void inside(long who, ScriptFrame frame, long lock, int line, boolean byHand) {
    List<Inside> known = byLock.computeIfAbsent(lock, _ -> new ArrayList<>());
    if (known.stream().noneMatch(i -> i.who() == who)) {
      String where = "%s, line %d, in %s".formatted(frame.file(), line, frame.function());
      known.add(new Inside(who, where, byHand));
    }
  }

  /// While somebody waits for a condition, he has let go of the condition's lock.
  private Optional<Long> released(ScriptFrame frame) {
    return module.isConditionWait(frame)
        ? StandardLibrary.self(heap, frame).flatMap(self -> Attributes.find(heap, self, "_lock"))
        : Optional.empty();
  }
}
