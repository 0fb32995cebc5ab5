package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.subject.Subject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tells once that children of a traced process are not traced, though they run its code.
final class Children {
  private static final long NANOS_BETWEEN = TimeUnit.SECONDS.toNanos(1);

  private final Subject subject;
  private final Path file;
  private final Consumer<String> note;
  private boolean told;
  private long next = System.nanoTime();

  /// @param file that has the probes
  Children(Subject subject, Path file, Consumer<String> note) {
    this.subject = subject;
    this.file = file;
    this.note = note;
  }

  /// Looks for some, now and then.
  void look() {
    long now = System.nanoTime();
    if (told || now - next < 0) {
      return;
    }
    next = now + NANOS_BETWEEN;
    Optional<Long> child = subject.untraced(file);
    told = child.isPresent();
    child.ifPresent(pid ->
        note.accept(
            "process %d, a child of %s, has this code too and is not traced: -p %d, or -e PROGRAM for all processes of a program"
                .formatted(pid, subject.who(), pid)));
  }
}
