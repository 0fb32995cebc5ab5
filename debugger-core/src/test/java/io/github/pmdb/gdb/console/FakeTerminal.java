package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A user's terminal whose keys a test types and whose screen it reads as a stream of bytes.
final class FakeTerminal implements UserTerminal {
  private final LinkedBlockingQueue<byte[]> keys = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final ByteArrayOutputStream back = new ByteArrayOutputStream();
  private volatile TerminalSize size = TerminalSize.USUAL;
  private volatile Runnable onResize = () -> {};
  private volatile boolean raw;
  private final AtomicLong typed = new AtomicLong();
  private final AtomicLong dealtWith = new AtomicLong();
  private boolean handed;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /// The next that writes waits, like on a terminal that is slow to show.
  void block() {
    gate = new CountDownLatch(1);
  }

  void awaitBlocked() {
    Await.until("somebody writes", () -> waiting.get() > 0);
  }

  void unblock() {
    gate.countDown();
  }

  void type(String text) {
    typed.incrementAndGet();
    keys.add(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Waits until what was typed has been read and dealt with: the reader has come back for more.
  void awaitKeysTaken() {
    Await.until("the keys are taken", () -> dealtWith.get() == typed.get());
  }

  /// Waits until what was typed has been read, whatever becomes of it.
  void awaitKeysRead() {
    Await.until("the keys are read", keys::isEmpty);
  }

  void resizeTo(TerminalSize now) {
    size = now;
    onResize.run();
  }

  boolean isRaw() {
    return raw;
  }

  String screen() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  byte[] screenBytes() {
    return shown.toByteArray();
  }

  void clear() {
    shown.reset();
  }

  String typedAhead() {
    return back.toString(StandardCharsets.UTF_8);
  }

  void awaitScreen(String text) {
    try {
      Await.until("\"" + text + "\" on the screen", () -> screen().contains(text));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the screen shows: " + screen(), e);
    }
  }

  @Override
  public int read(byte[] buffer, int timeoutMillis) {
    byte[] next;
    if (handed) {
      handed = false;
      dealtWith.incrementAndGet();
    }
    try {
      next = keys.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
    if (next == null) {
      return 0;
    }
    handed = true;
    System.arraycopy(next, 0, buffer, 0, next.length);
    return next.length;
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        waiting.incrementAndGet();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new InterruptedIOException(e.getMessage());
        } finally {
          waiting.decrementAndGet();
        }
        shown.write(bytes, from, length);
      }
    };
  }

  @Override
  public TerminalSize size() {
    return size;
  }

  @Override
  public RawMode enterRaw(Runnable resized) {
    raw = true;
    onResize = resized;
    return () -> {
      raw = false;
      onResize = () -> {};
    };
  }

  @Override
  public void typedAhead(byte[] typed) {
    back.writeBytes(typed);
  }
}
