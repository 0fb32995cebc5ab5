package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.thread.Cancellation;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits while the kernel counts: for the time that was asked for, until Ctrl-C, or until the
/// process has ended.
final class Watch {
  private static final String FOR = "--for";
  private static final Duration NAP = Duration.ofMillis(20);
  private static final long NANOS_BETWEEN_NEWS = 1_000_000_000;

  private final Duration most;
  private final long begin = System.nanoTime();

  private Watch(Duration most) {
    this.most = most;
  }

  static CommandSpec parameters(CommandSpec spec) {
    return spec.optional(
        FOR, Kind.WORD, "so long: `10s`, `500ms`, `2m`; until Ctrl-C if not given");
  }

  /// Begins now.
  static Watch during(Duration most) {
    return new Watch(most);
  }

  /// How long it is to go on.
  static Duration time(Arguments arguments) {
    return arguments.value(FOR).map(TimeText::parse).orElse(TimeText.LONGEST);
  }

  /// Returns also when the user has had enough: what was seen until then is the answer.
  ///
  /// @param news what to tell while it goes on
  void run(Session session, Traced traced, Supplier<String> news) {
    run(session, traced::over, news);
  }

  private static void nap() {
    try {
      Thread.sleep(NAP);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// @param over whether there is nothing more to come
  void run(Session session, BooleanSupplier over, Supplier<String> news) {
    long nextNews = begin;
    while (System.nanoTime() - begin < most.toNanos() && !cancelled() && !over.getAsBoolean()) {
      if (System.nanoTime() - nextNews >= 0) {
        session.progress(news.get());
        nextNews += NANOS_BETWEEN_NEWS;
      }
      nap();
    }
    // What was seen is still to be looked up, which an interrupt would keep from being read.
    boolean _ = Thread.interrupted();
  }

  /// What a sentence about whoever was watched ends with.
  static String ending(boolean ended) {
    return ended ? ", which has ended" : "";
  }

  private static boolean cancelled() {
    return Thread.currentThread().isInterrupted()
        || (Cancellation.RUNNING.isBound() && Cancellation.RUNNING.get().cancelled());
  }

  /// The time since it began, in seconds.
  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }
}
