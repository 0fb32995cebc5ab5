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
import java.util.function.Predicate;

/// A trace that somebody waits for.
public final class TraceToEnd {
  private TraceToEnd() {}

  /// Who prints.
  public interface Teller {
    /// @return whether it could be written: a reader such as `head` may have had enough
    boolean result(Answer hit);

    /// A hit as a file is to have it.
    String written(Answer hit);

    /// Something about the trace itself.
    void note(String text);

    void note(Document text);
  }

  /// @param file for the hits; the teller prints them if there is none
  public static void run(
      Subject subject, TraceWish wish, Optional<PrintStream> file, Teller teller) {
    Predicate<Answer> hits =
        file.<Predicate<Answer>>map(out -> answer -> written(out, teller.written(answer)))
            .orElse(teller::result);
    TraceStream.Sink sink =
        new TraceStream.Sink() {
          @Override
          public boolean hit(HitRow row, Document text) {
            return hits.test(new Answer("trace", row, text, false, false, ""));
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

  private static boolean written(PrintStream out, String text) {
    out.print(text);
    if (out.checkError()) {
      throw new UserError("the file can not be written any further", "Is the disk full?");
    }
    return true;
  }
}
