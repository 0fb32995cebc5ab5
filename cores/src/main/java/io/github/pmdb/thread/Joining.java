package io.github.pmdb.thread;

/// Waits for the end of threads that end soon, whatever happens meanwhile.
public final class Joining {
  private Joining() {}

  /// An interrupt does not end the waiting; the caller has it afterwards.
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        // Told to the caller below.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
