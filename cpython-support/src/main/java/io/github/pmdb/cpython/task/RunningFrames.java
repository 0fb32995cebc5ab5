package io.github.pmdb.cpython.task;

import io.github.pmdb.interpreter.ScriptFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the frames of threads, by which a coroutine that runs is continued. The stacks are read
/// when the first one is asked for.
final class RunningFrames {
  private final Supplier<List<Stack>> read;
  private final Map<Long, Place> places = new HashMap<>();
  private @Nullable List<Stack> stacks;

  /// @param frames innermost first
  /// @param whole whether there are no others
  record Stack(OptionalLong tid, List<ScriptFrame> frames, boolean whole) {}

  /// @param frames from the one that was asked for to the innermost
  record Part(OptionalLong tid, List<ScriptFrame> frames) {}

  private record Place(Stack stack, int index) {}

  RunningFrames(Supplier<List<Stack>> read) {
    this.read = read;
  }

  /// @param frame address of the coroutine's frame
  Optional<Part> from(long frame) {
    stacks();
    return Optional.ofNullable(places.get(frame)).map(RunningFrames::part);
  }

  /// Of all threads.
  List<Stack> stacks() {
    if (stacks == null) {
      stacks = read.get();
      stacks.forEach(this::add);
    }
    return stacks;
  }

  private void add(Stack stack) {
    for (int i = 0; i < stack.frames().size(); i++) {
      places.put(stack.frames().get(i).address(), new Place(stack, i));
    }
  }

  private static Part part(Place place) {
    List<ScriptFrame> inner = place.stack().frames().subList(0, place.index() + 1);
    return new Part(place.stack().tid(), new ArrayList<>(inner).reversed());
  }
}
