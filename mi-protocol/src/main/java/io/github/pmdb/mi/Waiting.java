package io.github.pmdb.mi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command that was sent and has no answer yet.
final class Waiting {
  /// How much stream output is kept for one command; what comes behind is dropped.
  private static final int MAX_OUTPUT_BYTES = 32 << 20;

  private final CompletableFuture<MiAnswer> answer = new CompletableFuture<>();
  private final List<MiRecord> output = new ArrayList<>();
  private int outputBytes;
  private volatile boolean overdue;

  /// Whether its time limit passed and the answer is still owed.
  boolean overdue() {
    return overdue && !answer.isDone();
  }

  /// Called by the reader only.
  void output(MiRecord record, int bytes) {
    if (!overdue && bytes <= MAX_OUTPUT_BYTES - outputBytes) {
      output.add(record);
      outputBytes += bytes;
    }
  }

  void answer(MiRecord.Result result) {
    if (result.resultClass().equals("error")) {
      answer.complete(
          new MiAnswer.Failed(result.results().text("msg"), result.results().text("code")));
    } else {
      answer.complete(
          new MiAnswer.Done(result.resultClass(), result.results(), List.copyOf(output)));
    }
  }

  void closed(String why) {
    answer.complete(new MiAnswer.Missing(MiAnswer.Cause.CLOSED, why));
  }

  MiAnswer await(Duration limit) {
    if (Thread.currentThread().isInterrupted()) {
      return cancelled(); // whether or not the answer is there already
    }
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      overdue = true;
      return new MiAnswer.Missing(
          MiAnswer.Cause.TIMEOUT, "nothing came within " + seconds(limit) + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return cancelled();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is never completed with an exception", e);
    }
  }

  private static MiAnswer cancelled() {
    return new MiAnswer.Missing(MiAnswer.Cause.CANCELLED, "the request was cancelled");
  }

  private static String seconds(Duration limit) {
    return java.math.BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
