package io.github.pmdb.cpython;

import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Reads the stack of a thread that runs meanwhile: two walks in a row that meet the same frames
/// are taken as one moment.
final class TornStack {
  private static final int MAX_WALKS = 6;

  private TornStack() {}

  /// @param walk reads everything anew each time
  static ScriptStack walk(Supplier<ScriptStack> walk) {
    ScriptStack before = walk.get();
    for (int i = 1; i < MAX_WALKS; i++) {
      ScriptStack now = walk.get();
      if (addresses(before).equals(addresses(now)) && now.problems().equals(before.problems())) {
        return now;
      }
      before = now;
    }
    List<Problem> problems = new ArrayList<>(before.problems());
    problems.add(
        new Problem(
            "the thread ran while its stack was read, the frames may be of different moments",
            "stop the process to see one moment"));
    return new ScriptStack(before.frames(), List.copyOf(problems));
  }

  private static List<Long> addresses(ScriptStack stack) {
    return stack.frames().stream().map(ScriptFrame::address).toList();
  }
}
