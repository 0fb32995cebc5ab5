package io.github.pmdb.thread;

import io.github.pmdb.snapshot.UserError;
import java.util.regex.Pattern;

/// A user's regular expression, looked for in texts of a target. Some expressions take time that
/// doubles with each character (`(a+)+b`): a search ends when the command is cancelled, on whatever
/// thread it runs, and when it has looked at too many characters.
public final class PatternSearch {
  /// Characters that are looked at in one text, again and again: some tenths of a second.
  private static final int MOST_LOOKS = 20_000_000;

  private static final int LOOKS_BETWEEN_CHECKS = 1 << 14;

  private final Pattern pattern;
  private final Cancellation command;

  /// For the command that runs now.
  public PatternSearch(Pattern pattern) {
    this.pattern = pattern;
    this.command = Cancellation.RUNNING.isBound() ? Cancellation.RUNNING.get() : new Cancellation();
  }

  /// Whether the expression is found somewhere in a text.
  public enum Outcome {
    FOUND,
    ABSENT,
    /// It takes too long, or goes too deep.
    UNDECIDED
  }

  /// @throws UserError when the command has been cancelled
  public Outcome of(String text) {
    Looks looks = new Looks(command);
    try {
      Watched watched = new Watched(text, 0, text.length(), looks);
      return pattern.matcher(watched).find() ? Outcome.FOUND : Outcome.ABSENT;
    } catch (StackOverflowError _) {
      // One that goes back and forth calls itself for each character.
      return Outcome.UNDECIDED;
    } catch (UserError e) {
      if (looks.tooMany()) {
        return Outcome.UNDECIDED;
      }
      throw e;
    }
  }

  /// Counts characters that were looked at.
  private static final class Looks {
    private final Cancellation command;
    private int count;

    Looks(Cancellation command) {
      this.command = command;
    }

    void look() {
      count++;
      if (count % LOOKS_BETWEEN_CHECKS == 0) {
        if (command.cancelled()) {
          throw new UserError("cancelled", "");
        }
        if (tooMany()) {
          throw new UserError("the regular expression takes too long", "");
        }
      }
    }

    boolean tooMany() {
      return count > MOST_LOOKS;
    }
  }

  private record Watched(String text, int from, int to, Looks looks) implements CharSequence {
    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      looks.look();
      return text.charAt(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Watched(text, from + start, from + end, looks);
    }

    @Override
    public String toString() {
      return text.substring(from, to);
    }
  }
}
