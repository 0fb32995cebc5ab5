package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.expression.Path;
import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.PassedLines;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a function most likely took a lock, by its source: a lock remembers nobody who took it,
/// and a call that has come back leaves nothing in the frame.
public final class Taking {
  private static final Pattern ACQUIRE =
      Pattern.compile("(?<![\\w.])([A-Za-z_][A-Za-z_0-9.]*)[.]acquire(?:_lock)?\\s*\\(");

  private static final Pattern FILE_LOCK = Pattern.compile("\\b(?:flock|lockf|fcntl)\\s*\\(");

  private static final Pattern COMMENT = Pattern.compile("^\\s*#");

  /// Of a line, which can be a whole file.
  private static final int MOST_CHARACTERS = 4096;

  private final Heap heap;
  private final ScriptFrame frame;

  public Taking(Heap heap, ScriptFrame frame) {
    this.heap = heap;
    this.frame = frame;
  }

  /// The last such line before the one that runs.
  ///
  /// @param lock address of a lock of `_thread`, empty for that of a file
  /// @param source the text of a line
  public Optional<Integer> line(OptionalLong lock, IntFunction<Optional<String>> source) {
    Predicate<String> takes =
        lock.isPresent()
            ? text -> acquires(text, lock.getAsLong())
            : text -> FILE_LOCK.matcher(text).find();
    try {
      return PassedLines.of(heap, frame.address()).stream()
          .filter(line -> line != frame.line())
          .filter(line ->
              source
                  .apply(line)
                  .map(Taking::bounded)
                  .filter(text -> !COMMENT.matcher(text).find())
                  .filter(takes)
                  .isPresent())
          .findFirst();
    } catch (MemoryFault _) {
      return Optional.empty(); // the line is an extra
    }
  }

  private boolean acquires(String text, long lock) {
    return acquired(text).stream().map(this::value).anyMatch(v -> v == lock);
  }

  /// The expressions in a line whose locks it takes.
  static List<String> acquired(String text) {
    return ACQUIRE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String bounded(String line) {
    return line.substring(0, Math.min(line.length(), MOST_CHARACTERS));
  }

  /// What an expression is now, which is what it was unless the name was given to something else.
  private long value(String expression) {
    try {
      Path path = Path.parse(expression);
      List<FrameLocals.Slot> locals = FrameLocals.of(heap, frame.address());
      return Stream.concat(locals.stream(), FrameLocals.globalsOf(heap, frame.address()).stream())
          .filter(slot -> slot.name().equals(path.name()))
          .findFirst()
          .map(slot -> path.follow(heap, slot.value()).address())
          .orElse(0L);
    } catch (UserError | MemoryFault _) {
      return 0; // no such attribute
    }
  }
}
