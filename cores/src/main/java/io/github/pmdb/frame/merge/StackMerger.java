package io.github.pmdb.frame.merge;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Puts the frames of scripts among the native frames of the same thread.
///
/// Each call of an interpreter's eval loop is one native frame and runs one or more script frames.
/// Anchors tell which: they hold with cut stacks, without symbols and with several interpreters on
/// one thread, where counting frames of both kinds does not.
public final class StackMerger {
  private final List<NativeFrame> frames;
  private final Memory memory;
  private final boolean[] internal;
  private final List<List<Item>> before = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Integer> taken = new HashSet<>();

  private StackMerger(List<NativeFrame> frames, Memory memory) {
    this.frames = frames;
    this.memory = memory;
    this.internal = new boolean[frames.size()];
    IntStream.rangeClosed(0, frames.size()).forEach(_ -> before.add(new ArrayList<>()));
  }

  /// One interpreter's part of a thread.
  public record Scripted(ScriptStack stack, Inspector inspector) {}

  /// Merges the stack of one interpreter, see [#merge(List, List, Memory)].
  public static MergedStack merge(
      List<NativeFrame> frames, ScriptStack stack, Inspector inspector, Memory memory) {
    return merge(frames, List.of(new Scripted(stack, inspector)), memory);
  }

  /// Merges the stacks of all interpreters of a thread with its native frames.
  ///
  /// The frame of the eval loop stays, as internal, right before the script frames it runs; so what
  /// is not internal reads: the native frames that a script called, that script's frames, the
  /// native frames that called the interpreter. The innermost frame and frames that a signal
  /// interrupted are never internal: that is where a crash is.
  ///
  /// @param frames innermost first; may be empty, or cut
  public static MergedStack merge(List<NativeFrame> frames, List<Scripted> scripts, Memory memory) {
    StackMerger merger = new StackMerger(frames, memory);
    scripts.forEach(merger::markInternal);
    scripts.forEach(merger::place);
    return merger.result();
  }

  private void markInternal(Scripted script) {
    for (int i = 0; i < frames.size(); i++) {
      internal[i] |= script.inspector().isInternal(frames.get(i));
    }
  }

  private void place(Scripted script) {
    problems.addAll(script.stack().problems());
    List<ScriptRun> runs = ScriptRun.split(script.stack().frames());
    List<Integer> boundaries =
        IntStream.range(0, frames.size())
            .filter(i -> !taken.contains(i) && !frames.get(i).inlined())
            .filter(i -> script.inspector().isEvalBoundary(frames.get(i)))
            .boxed()
            .toList();
    AnchorSearch search = new AnchorSearch(frames, boundaries, memory);
    RunMatching matching = RunMatching.of(search.candidates(runs), boundaries);
    report(matching, runs, script.inspector().language());
    insert(runs, matching);
    boundaries.forEach(i -> internal[i] = true);
  }

  private void insert(List<ScriptRun> runs, RunMatching matching) {
    boolean counted = matching.how() == RunMatching.Evidence.COUNT;
    int slot = frames.size();
    for (int i = runs.size() - 1; i >= 0; i--) {
      int index = matching.indices().get(i);
      if (index != RunMatching.NONE) {
        internal[index] = true;
        taken.add(index);
        slot = index + 1;
      }
      ScriptRun run = counted ? runs.get(i).guessed() : runs.get(i);
      before.get(slot).addAll(0, run.frames().stream().map(ScriptItem::new).toList());
      if (index != RunMatching.NONE) {
        slot = index; // a run that was not found goes above the eval loop of the next one
      }
    }
  }

  private void report(RunMatching matching, List<ScriptRun> runs, String language) {
    int lost = 0;
    for (int i = 0; i < runs.size(); i++) {
      lost += matching.indices().get(i) == RunMatching.NONE ? runs.get(i).frames().size() : 0;
    }
    if (matching.how() == RunMatching.Evidence.COUNT) {
      problems.add(
          new Problem(
              language
                  + " frames were placed among the native frames by their number only:"
                  + " nothing on the stack ties them together"));
    } else if (lost > 0 && frames.isEmpty()) {
      problems.add(new Problem("the native frames of this thread are not known"));
    } else if (lost > 0) {
      problems.add(
          new Problem(
              "%d %s frames are not tied to a native frame; their place among those is a guess"
                  .formatted(lost, language)));
    }
  }

  private MergedStack result() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      items.addAll(before.get(i));
      boolean interrupted = i == 0 || frames.get(i - 1).signalHandler();
      items.add(new NativeItem(frames.get(i), internal[i] && !interrupted));
    }
    items.addAll(before.get(frames.size()));
    return new MergedStack(List.copyOf(items), List.copyOf(problems));
  }
}
