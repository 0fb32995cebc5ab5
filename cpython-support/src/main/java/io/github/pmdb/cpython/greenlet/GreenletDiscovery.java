package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;

/// Finds out how greenlets of a release that is not known are laid out, by what their words point
/// at: a frame, and another greenlet.
final class GreenletDiscovery {
  /// Between the header of a `PyGreenlet` since 2.0 and `pimpl`, with which its struct ends
  /// (`greenlet.h`).
  private static final int BEFORE_IMPL = 16;

  /// What lies before `top_frame` in all releases since 2.0: the context of the `PythonState`, and
  /// the `StackState` before that.
  private static final int STACK_BEFORE_FRAME = 48;

  /// `_main_greenlet`, `_run_callable` and `_parent` of a `UserGreenlet` follow each other.
  private static final int PARENT_BEHIND_MAIN = 16;

  private static final int LONGEST = 512;
  private static final int SAMPLE = 256;

  private final Heap heap;
  private final GreenletTypes types;
  private final List<Long> greenlets;

  /// Offset of `pimpl`.
  private final int impl;

  /// @param all addresses of the greenlets
  GreenletDiscovery(Heap heap, GreenletTypes types, List<Long> all) {
    this.heap = heap;
    this.types = types;
    this.impl = heap.layout().offset("object.sizeof") + BEFORE_IMPL;
    this.greenlets = all.subList(0, Math.min(all.size(), SAMPLE));
  }

  /// Whether where the layout has the frame there is one, or nothing.
  boolean fits(GreenletLayout layout) {
    return greenlets.stream()
        .allMatch(greenlet -> {
          try {
            long rest =
                layout.impl() == GreenletLayout.NONE
                    ? greenlet
                    : heap.memory().pointer(greenlet + layout.impl());
            return isNoneOr(rest + layout.frame(), this::isFrame);
          } catch (MemoryFault _) {
            return false; // not a greenlet by this layout
          }
        });
  }

  /// Absent when no greenlet has a frame to learn from, or all is different.
  Optional<GreenletLayout> learn() {
    if (types.root().map(PyType::basicSize).orElse(0L) != impl + Long.BYTES) {
      return Optional.empty();
    }
    int frame = first(greenlets, STACK_BEFORE_FRAME, List::of, this::isFrame);
    if (frame == GreenletLayout.NONE) {
      return Optional.empty();
    }
    List<Long> users = greenlets.stream().filter(greenlet -> !isMain(greenlet, frame)).toList();
    int parent = first(users, frame, at -> List.of(at - PARENT_BEHIND_MAIN, at), types::isAt);
    int run = parent == GreenletLayout.NONE ? parent : parent - Long.BYTES;
    return Optional.of(
        new GreenletLayout(
            impl,
            frame - STACK_BEFORE_FRAME,
            frame,
            run,
            parent,
            GreenletLayout.NONE,
            "layout found in the target"));
  }

  /// The first offset behind `from` where the words that go with it are of the wanted kind.
  private int first(
      List<Long> among, int from, IntFunction<List<Integer>> words, LongPredicate wanted) {
    for (int at = from + PARENT_BEHIND_MAIN; at < LONGEST; at += Long.BYTES) {
      if (words.apply(at).stream().allMatch(word -> holds(among, word, wanted))) {
        return at;
      }
    }
    return GreenletLayout.NONE;
  }

  /// Whether at least one greenlet has such an object there, and no other has anything else.
  private boolean holds(List<Long> among, int offset, LongPredicate wanted) {
    boolean one = false;
    for (long greenlet : among) {
      try {
        long at = heap.memory().pointer(greenlet + impl) + offset;
        if (!isNoneOr(at, wanted)) {
          return false;
        }
        one |= heap.memory().pointer(at) != 0;
      } catch (MemoryFault _) {
        return false; // its struct ends before
      }
    }
    return one;
  }

  /// Main greenlets are shorter: what others are called with and their parents are not there.
  private boolean isMain(long greenlet, int frame) {
    try {
      long stop = heap.memory().pointer(greenlet + impl) + frame - STACK_BEFORE_FRAME + Long.BYTES;
      return heap.memory().pointer(stop) == GreenletReader.MAIN;
    } catch (MemoryFault _) {
      return true; // nothing can be learnt from it
    }
  }

  private boolean isNoneOr(long slot, LongPredicate wanted) {
    long value = heap.memory().pointer(slot);
    return value == 0 || wanted.test(value);
  }

  private boolean isFrame(long address) {
    try {
      return heap.typeOf(address).name().equals("frame");
    } catch (MemoryFault _) {
      return false; // nothing lies there
    }
  }
}
