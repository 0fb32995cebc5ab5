package io.github.pmdb.breakin;

import io.github.pmdb.snapshot.UserError;
import java.nio.charset.StandardCharsets;

/// An expression or statements of the user's, run as if they stood in a frame.
///
/// @param statements whether it is statements
/// @param source what was typed
/// @param where the frame
public record PythonCode(boolean statements, String source, Where where) {
  /// @param thread what Python calls the thread, 0 for the module `__main__` without a frame
  /// @param depth how many frames lie outside of the one that is meant
  /// @param function its name, to be sure
  /// @param line where it is, as `file:line`
  public record Where(long thread, int depth, String function, String line) {
    /// The namespace of the main module.
    public static final Where MAIN = new Where(0, 0, "", "");

    private String spelled() {
      return function.isEmpty() ? "" : function + " at " + line;
    }
  }

  /// What came of it.
  public sealed interface Outcome {
    /// @param cut whether `text` is only its start
    record Evaluated(String type, String text, boolean cut) implements Outcome {}

    record Done() implements Outcome {}

    /// @param traceback as Python prints it
    /// @param frame the one that it ran in, for a person; empty for the main module without one
    record Raised(String traceback, String frame) implements Outcome {
      /// Whether a name was not there, which it may be in another frame.
      public boolean missesName() {
        return traceback.lines().reduce("", (_, line) -> line).startsWith("NameError: ");
      }
    }
  }

  /// @throws UserError when it can not be run now
  public Outcome run(CodeRunner runner, CodeRunner.Terms terms) {
    Program program =
        Program.of("run.py")
            .with("kind", statements ? "exec" : "eval")
            .with("source", source)
            .with("thread", where.thread())
            .with("depth", where.depth())
            .with("function", where.function());
    byte[] answer = runner.run(program, terms);
    return outcome(answer);
  }

  private Outcome outcome(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    char kind = text.isEmpty() ? '?' : text.charAt(0);
    return switch (kind) {
      case 'V' -> evaluated(text.substring(1), answer.length == Stub.Place.LONGEST_ANSWER);
      case 'S' -> new Outcome.Done();
      case 'E' -> new Outcome.Raised(text.substring(1).stripTrailing(), where.spelled());
      case 'G' ->
          throw new UserError(
              "the frame has returned before the code could be run",
              "`py-bt` shows where the thread is now.");
      default -> throw CodeRunner.unreadable();
    };
  }

  private static Outcome evaluated(String text, boolean cut) {
    int end = text.indexOf('\0');
    if (end < 0) {
      throw CodeRunner.unreadable();
    }
    return new Outcome.Evaluated(text.substring(0, end), text.substring(end + 1), cut);
  }
}
