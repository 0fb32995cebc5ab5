package io.github.pmdb.shell;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Something that has to be done should a signal (SIGTERM, SIGHUP) end pmdb while this is open.
public final class AtExit implements AutoCloseable {
  /// Those that are open, or run because pmdb is being ended.
  private static final AtomicInteger PENDING = new AtomicInteger();

  /// Whether a signal is ending pmdb.
  private static volatile boolean ending;

  private final Thread hook;

  private AtExit(Thread hook) {
    this.hook = hook;
  }

  public static AtExit run(String name, Runnable action) {
    Thread hook =
        new Thread(
            () -> {
              ending = true;
              action.run();
            },
            name);
    PENDING.incrementAndGet();
    Runtime.getRuntime().addShutdownHook(hook);
    return new AtExit(hook);
  }

  /// Where a signal is ending pmdb, the calling thread goes no further: what it would do or tell
  /// next is about a target that is being left, and the JVM ends without it.
  public static void standAside() {
    while (ending) {
      LockSupport.park();
    }
  }

  /// Ends pmdb. Where nothing is left to be done the JVM is not shut down in its slow way, which
  /// sets up logging first.
  public static void exit(int code) {
    if (PENDING.get() == 0) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      PENDING.decrementAndGet();
    } catch (IllegalStateException _) {
      // The shutdown has begun and runs it.
      return;
    }
  }
}
