package io.github.pmdb.gdb.console;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// One line on its way through gdb's console. The pump writes into it, the caller waits for it.
final class ConsoleRun {
  /// Idle rounds after which an echo that never matched is taken for what it is.
  private static final int PATIENCE = 10;

  private EchoEraser echo;
  private final OutputStream out;
  private final CompletableFuture<ConsoleResult> result = new CompletableFuture<>();
  private final LineEnd lineEnd = new LineEnd();
  private boolean promptInEcho;
  private int quiet;
  private final AtomicLong received = new AtomicLong();

  ConsoleRun(String line, OutputStream out) {
    this.echo = new EchoEraser(line.getBytes(StandardCharsets.UTF_8));
    this.out = out;
  }

  void consoleText(byte[] bytes, int from, int to) {
    quiet = 0;
    int start = echo.done() ? from : echo.erase(bytes, from, to);
    if (start < to) {
      show(bytes, start, to);
    }
  }

  void inferiorText(byte[] bytes, int from, int to) {
    show(bytes, from, to);
  }

  /// A prompt before the line was taken is a redrawn one, most likely.
  void prompt() {
    promptInEcho = !echo.done();
    if (echo.done()) {
      finish(new ConsoleResult.Prompted(lineEnd.open()));
    }
  }

  /// Called every so often while nothing comes.
  void idle() {
    quiet++;
    if (!echo.done() && quiet >= PATIENCE && echo.sawLine()) {
      byte[] rest = echo.giveUp();
      show(rest, 0, rest.length);
      if (promptInEcho) {
        finish(new ConsoleResult.Prompted(lineEnd.open()));
      }
    }
  }

  private void show(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    if (!isInterruptEcho(bytes, from, to)) {
      received.incrementAndGet();
    }
    lineEnd.follow(bytes, from, to);
    try {
      out.write(bytes, from, to - from);
      out.flush();
    } catch (IOException e) {
      // The user's terminal is gone: what reads its keys finds out and ends the run.
      finish(new ConsoleResult.Abandoned());
    }
  }

  /// The line discipline's `^C`, which shows nothing of gdb's health. Several may come at once, or
  /// one in two pieces.
  private static boolean isInterruptEcho(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != '^' && bytes[i] != 'C') {
        return false;
      }
    }
    return true;
  }

  /// Grows with each piece of output.
  long received() {
    return received.get();
  }

  void finish(ConsoleResult how) {
    result.complete(how);
  }

  /// The next line's echo is not to be seen either, nor the prompt that asked for it.
  void eraseNext(String line) {
    echo = new EchoEraser(line.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether gdb has taken the line.
  boolean taken() {
    return echo.done();
  }

  Optional<ConsoleResult> await(int millis) {
    try {
      return Optional.of(result.get(millis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while gdb ran a command", "", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<ConsoleResult> result() {
    return Optional.ofNullable(result.getNow(null));
  }
}
