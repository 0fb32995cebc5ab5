package io.github.pmdb.stack;

import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Threads that stand at the same place, called in the same way.
///
/// @param stack of the first thread; those of the others differ in data addresses only
public record StackGroup(List<ThreadLabel> threads, MergedStack stack) {
  /// Groups equal stacks; groups are in the order of their first threads.
  public static List<StackGroup> of(List<ThreadStack> stacks) {
    Map<Place, List<ThreadStack>> groups = new LinkedHashMap<>();
    for (ThreadStack stack : stacks) {
      groups.computeIfAbsent(Place.of(stack), _ -> new ArrayList<>()).add(stack);
    }
    return groups.values().stream().map(StackGroup::group).toList();
  }

  /// @param without of a thread that shows no frame: what else tells where it is
  private record Place(List<FrameKey> frames, String without) {
    static Place of(ThreadStack stack) {
      List<FrameKey> frames = key(stack.stack());
      return new Place(frames, frames.isEmpty() ? stack.thread().state() : "");
    }
  }

  /// The interpreter's own frames are left out: where its loop stands depends on how far it has
  /// specialised its instructions, the script's frames tell the place.
  private static List<FrameKey> key(MergedStack stack) {
    return stack.frames().stream()
        .filter(item -> !(item instanceof NativeItem(_, boolean internal) && internal))
        .map(FrameKey::of)
        .toList();
  }

  private static StackGroup group(List<ThreadStack> same) {
    return new StackGroup(same.stream().map(ThreadStack::thread).toList(), same.getFirst().stack());
  }
}
