package io.github.pmdb.mi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// The two ends that a [Replay] hands out.
final class ReplayStreams {
  private ReplayStreams() {}

  /// Bytes that are put in by one thread and read by another; an empty array is the end.
  static final class Source extends InputStream {
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> queue;
    private byte[] current = {};
    private int at;
    private boolean ended;

    Source(BlockingQueue<byte[]> queue) {
      this.queue = queue;
    }

    void add(String text) {
      queue.add(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void end() {
      queue.add(END);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (!ended && at == current.length) {
        current = take();
        at = 0;
        ended = current.length == 0;
      }
      if (ended) {
        return -1;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, into, offset, count);
      at += count;
      return count;
    }

    private byte[] take() throws IOException {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(e.getMessage());
      }
    }

    @Override
    public void close() {
      end();
    }
  }

  /// Hands on each line written to it.
  static final class Sink extends OutputStream {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Sink(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        lines.accept(line.toString(StandardCharsets.ISO_8859_1));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
