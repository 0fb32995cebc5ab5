package io.github.pmdb.mi;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Plays gdb's part of a [Transcript]: each command must be the one that was recorded, and is
/// answered with what came then. A command that differs ends the stream.
public final class Replay {
  private final Deque<Step> steps = new ArrayDeque<>();
  private final ReplayStreams.Source source = new ReplayStreams.Source(new LinkedBlockingQueue<>());
  private @Nullable String mismatch;

  private record Step(boolean sent, String text) {}

  private Replay(String transcript) {
    transcript.lines().map(Replay::step).flatMap(Optional::stream).forEach(steps::add);
    release();
  }

  /// @param transcript the bytes of a transcript file
  public static Replay of(byte[] transcript) {
    return new Replay(new String(transcript, StandardCharsets.ISO_8859_1));
  }

  private static Optional<Step> step(String line) {
    String[] parts = line.split(" ", 3);
    if (parts.length < 3 || !(parts[1].equals("<") || parts[1].equals(">"))) {
      return Optional.empty();
    }
    return Optional.of(new Step(parts[1].equals(">"), parts[2]));
  }

  public MiTransport transport() {
    OutputStream out = new ReplayStreams.Sink(this::command);
    InputStream in = source;
    return new MiTransport(in, out);
  }

  /// What was sent where the transcript has something else, empty as long as all fits.
  public synchronized Optional<String> mismatch() {
    return Optional.ofNullable(mismatch);
  }

  /// Whether every recorded command was sent.
  public synchronized boolean finished() {
    return steps.isEmpty();
  }

  private synchronized void command(String line) {
    Step expected = steps.poll();
    if (expected != null && expected.text().equals(line)) {
      release();
      return;
    }
    String recorded = expected == null ? "nothing more" : expected.text();
    mismatch = "sent " + line + " where the transcript has " + recorded;
    source.end();
  }

  private synchronized void release() {
    Step next = steps.peek();
    while (next != null && !next.sent()) {
      source.add(next.text() + "\n");
      steps.remove();
      next = steps.peek();
    }
  }
}
