package io.github.pmdb.uprobe.syscall;

import java.util.concurrent.atomic.AtomicBoolean;

/// An open file descriptor, closed once.
public final class Descriptor implements AutoCloseable {
  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  public Descriptor(int number) {
    this.number = number;
  }

  public int number() {
    if (closed.get()) {
      throw new IllegalStateException("descriptor %d is closed".formatted(number));
    }
    return number;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      SystemCalls.call(SystemCalls.CLOSE, number);
    }
  }
}
