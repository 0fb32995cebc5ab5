package io.github.pmdb.stack;

import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// Stacks as text.
///
/// ```text
/// 2 threads: 4711 "worker-1", 4712 "worker-2" — waits for futex 0x7f…
/// #0  0x00007f2a1c0e5f19 in futex_wait+0x39 from libc.so.6
///     File "app.py", line 12, in work
///       lock.acquire()
/// #9  0x00007f2a1c0e60d0 in start_thread+0x2f0 from libc.so.6
/// ```
///
/// Native frames keep the number that the native debugger gives them, so that `frame N` works.
public final class StackText {
  /// Threads that a header names before it counts.
  private static final int NAMED_THREADS = 8;

  private final SourceLines sources;
  private final boolean full;
  private final boolean fold;
  private final int mostFrames;

  /// @param full whether the machinery of interpreters is shown too
  /// @param fold whether frames that repeat, as in a recursion, are shown once
  /// @param mostFrames lines of frames in each stack before the others are counted
  public StackText(SourceLines sources, boolean full, boolean fold, int mostFrames) {
    this.sources = sources;
    this.full = full;
    this.fold = fold;
    this.mostFrames = mostFrames;
  }

  /// All groups, each under its header.
  public Document groups(List<StackGroup> groups) {
    Document page = new Document();
    for (StackGroup group : groups) {
      if (!page.lines().isEmpty()) {
        page.blank();
      }
      page.line(header(group.threads()));
      page.append(stack(group.stack()));
    }
    return page;
  }

  /// The frames of one stack and what is wrong with it.
  public Document stack(MergedStack stack) {
    Document page = new Document();
    List<Item> visible = stack.frames().stream().filter(this::isVisible).toList();
    if (visible.isEmpty()) {
      page.line(Style.DIM, "    (no frames)");
    }
    frames(page, visible);
    stack.problems().forEach(p -> problem(page, p));
    return page;
  }

  private boolean isVisible(Item item) {
    return full || !(item instanceof NativeItem(_, boolean internal) && internal);
  }

  private void frames(Document page, List<Item> items) {
    FrameLines lines = new FrameLines(page, sources);
    int shown = 0;
    LeftOut leftOut = LeftOut.in(items);
    List<?> places = leftOut.apart(items.stream().map(i -> FrameKey.of(i)).toList());
    for (Repeats part : Repeats.in(places, fold)) {
      int end = part.start() + part.length();
      for (int i = part.start(); i < end; i++) {
        if (shown++ == mostFrames) {
          page.line(Style.DIM, "    … %d more frames".formatted(items.size() - i));
          return;
        }
        if (leftOut.before(i) > 0) {
          page.line(Style.DIM, "    … " + leftOut.text(i));
        }
        switch (items.get(i)) {
          case NativeItem(var frame, boolean internal) -> lines.nativeFrame(frame, internal);
          case ScriptItem(var frame) -> lines.scriptFrame(frame);
        }
      }
      if (part.times() > 1) {
        page.line(Style.DIM, "    … " + part.more());
      }
    }
  }

  private static void problem(Document page, Problem problem) {
    page.line(new Line().add("    ").add(Style.WARNING, "note: ").add(problem.what()));
    if (!problem.hint().isEmpty()) {
      page.line(Style.DIM, "          " + problem.hint());
    }
  }

  private static Line header(List<ThreadLabel> threads) {
    Line line = new Line();
    if (threads.size() == 1) {
      line.add(Style.HEADING, "Thread " + label(threads.getFirst()));
    } else {
      String names =
          threads.stream()
              .limit(NAMED_THREADS)
              .map(StackText::label)
              .collect(Collectors.joining(", "));
      int more = threads.size() - NAMED_THREADS;
      line.add(Style.HEADING, threads.size() + " threads: ")
          .add(names)
          .add(more > 0 ? " and " + more + " more" : "");
    }
    notes(line, threads);
    states(line, threads);
    return line;
  }

  private static String label(ThreadLabel thread) {
    return thread.name().isEmpty()
        ? Long.toString(thread.tid())
        : thread.tid() + " \"" + thread.name() + "\"";
  }

  private static void notes(Line line, List<ThreadLabel> threads) {
    String notes =
        threads.stream()
            .flatMap(t -> t.notes().stream())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!notes.isEmpty()) {
      line.add(" (").add(Style.EMPHASIS, notes).add(")");
    }
  }

  /// The state, if all threads have the same; else how many states there are.
  private static void states(Line line, List<ThreadLabel> threads) {
    List<String> states =
        threads.stream().map(ThreadLabel::state).filter(s -> !s.isEmpty()).distinct().toList();
    if (states.size() == 1) {
      line.add(Style.DIM, " — " + states.getFirst());
    } else if (states.size() > 1) {
      line.add(
          Style.DIM,
          " — %s; %s".formatted(states.getFirst(), Count.of(states.size() - 1, "other state")));
    }
  }
}
