package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A trace that somebody waits for.
public final class TraceToEnd {
  private TraceToEnd() {}

  /// Who prints.
  public interface Teller {
    /// May be kept until [#flush].
    void hit(Answer hit);

    /// Where it prints plain text, if it does; what was told before is to be flushed first.
    default Optional<PrintStream> plain() {
      return Optional.empty();
    }

    /// Whether a file is to have text.
    default boolean writesText() {
      return false;
    }

    /// @return whether what was told could be written: a reader such as `head` may have had enough
    boolean flush();

    /// A hit as a file is to have it.
    String written(Answer hit);

    /// Something about the trace itself.
    void note(String text);

    void note(Document text);
  }

  /// @param file for the hits; the teller prints them if there is none
  public static void run(
      Subject subject, TraceWish wish, Optional<PrintStream> file, Teller teller) {
    TraceStream.Sink sink =
        new TraceStream.Sink() {
          @Override
          public void hit(HitRow row, Document text) {
            Answer answer = Answer.running("trace", row, text);
            file.ifPresentOrElse(
                out -> out.print(teller.written(answer)), () -> teller.hit(answer));
          }

          @Override
          public Optional<PrintStream> plain() {
            return file.isPresent() ? file.filter(_ -> teller.writesText()) : teller.plain();
          }

          @Override
          public boolean flush() {
            file.ifPresent(TraceToEnd::check);
            return file.isPresent() || teller.flush();
          }

          @Override
          public void program(Document text) {
            teller.note(text);
          }

          @Override
          public void note(String text) {
            teller.note(text);
          }
        };
    try (TraceStream stream = TraceStream.start(subject, wish, sink, Set.of())) {
      follow(stream);
    } finally {
      file.ifPresent(PrintStream::close);
    }
  }

  /// Not on the thread of the command: cancelling interrupts that, and an interrupt closes the
  /// files that are being read.
  private static void follow(TraceStream stream) {
    FutureTask<Void> following = new FutureTask<>(stream::follow, null);
    Thread.ofPlatform().daemon().name("trace").start(following);
    boolean interrupted = false;
    while (true) {
      try {
        following.get();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
        stream.stop();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void check(PrintStream out) {
    if (out.checkError()) {
      throw new UserError("the file can not be written any further", "Is the disk full?");
    }
  }
}
