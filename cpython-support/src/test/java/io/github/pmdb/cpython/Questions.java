package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/// Asks all that can be asked of a program, and counts what comes.
final class Questions {
  private final CPythonInspector inspector;
  private final int most;
  private int answers;

  private Questions(CPythonInspector inspector, int most) {
    this.inspector = inspector;
    this.most = most;
  }

  /// @param most tasks, greenlets and generators, and frames of a thread
  /// @return how many answers came; what comes instead is one of the two exceptions that may
  static int askAll(CPythonInspector inspector, int most) {
    Questions questions = new Questions(inspector, most);
    questions.ofAll();
    return questions.answers;
  }

  private void ofAll() {
    ask(() -> inspector.facts().size());
    ask(() -> inspector.readiness().obstacles().size());
    ask(() -> inspector.tasks(most).tasks().size());
    ask(() -> inspector.fibers(most).fibers().size());
    ask(() -> inspector.generators("", most).generators().size());
    ask(() -> inspector.locks().waits().size());
    ask(() -> {
      inspector.threads().forEach(this::ofThread);
      return 0;
    });
  }

  private void ofThread(ScriptThread thread) {
    ask(() -> inspector.exceptions(thread, Limits.DEFAULT).size());
    ask(() -> inspector.pause(thread).isPresent() ? 1 : 0);
    ask(() -> {
      inspector.stack(thread, Limits.DEFAULT).frames().stream().limit(most).forEach(this::ofFrame);
      return 1;
    });
  }

  private void ofFrame(ScriptFrame frame) {
    ask(() -> inspector.locals(frame, Limits.DEFAULT).size());
    ask(() -> inspector.lookup(frame, "print", Limits.DEFAULT).isPresent() ? 1 : 0);
    ask(() -> inspector.evaluate(frame, "sys.path[0]", Limits.DEFAULT).name().length());
    ask(() ->
        inspector.taken(frame, OptionalLong.of(1), _ -> Optional.of("lock.acquire()")).isPresent()
            ? 1
            : 0);
    ask(() -> inspector.completions(frame, "sys.").size());
  }

  private void ask(IntSupplier question) {
    try {
      int came = question.getAsInt(); // asks questions itself, perhaps
      answers += came;
    } catch (MemoryFault | UserError expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }
}
