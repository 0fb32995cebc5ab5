package io.github.pmdb.command.trace;

import io.github.pmdb.command.trace.stream.DurationText;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.uprobe.latency.Histogram;
import java.util.List;
import java.util.Locale;

/// Latencies for people: a line of numbers and a histogram for each function.
final class LatencyText {
  private static final int BAR = 40;

  private LatencyText() {}

  /// While it goes on.
  static String news(List<Histogram> histograms) {
    long calls = histograms.stream().mapToLong(Histogram::calls).sum();
    long longest = histograms.stream().mapToLong(Histogram::longestNanos).max().orElse(0);
    return calls == 0
        ? "measures; no call has ended yet; Ctrl-C ends it"
        : "measures; %s, the longest took %s; Ctrl-C ends it"
            .formatted(Count.of(calls, "call"), DurationText.of(longest));
  }

  static Document of(TraceLatency.Measured value) {
    Document page = new Document();
    for (TraceLatency.Row row : value.rows()) {
      page.line(
          new Line().add(Style.NATIVE, row.function()).add(": " + numbers(row, value.seconds())));
      long most = row.bins().stream().mapToLong(TraceLatency.Bin::calls).max().orElse(1);
      row.bins().forEach(bin -> page.line(bin(bin, most)));
    }
    page.line(
        String.format(
            Locale.ROOT,
            "%s of %s of %s, in %.1f s in %s%s",
            value.rows().isEmpty() ? "no call ended" : "calls",
            Count.of(value.functions(), "function"),
            value.file(),
            value.seconds(),
            value.who(),
            Watch.ending(value.ended())));
    if (value.otherRows() > 0) {
      page.line(
          "%s more %s called"
              .formatted(Count.of(value.otherRows(), "function"), Count.was(value.otherRows())));
    }
    if (value.notReturned() > 0) {
      page.line(
          "%s more %s not seen to return: left by an exception or a jump, or still under way"
              .formatted(Count.of(value.notReturned(), "call"), Count.was(value.notReturned())));
    }
    if (value.begunBefore() > 0) {
      page.line(
          "not among them: %s that had begun before"
              .formatted(Count.of(value.begunBefore(), "call")));
    }
    return page;
  }

  private static String numbers(TraceLatency.Row row, double seconds) {
    String more = row.notReturned() > 0 ? ", %d not returned".formatted(row.notReturned()) : "";
    return String.format(
        Locale.ROOT,
        "%s%s, %.1f a second, mean %s, half at most %s, 90 %% %s, 99 %% %s, longest %s",
        Count.of(row.calls(), "call"),
        more,
        row.calls() / seconds,
        DurationText.of(row.totalNanos() / row.calls()),
        DurationText.of(row.medianNanos()),
        DurationText.of(row.nanosOf90Percent()),
        DurationText.of(row.nanosOf99Percent()),
        DurationText.of(row.longestNanos()));
  }

  private static Line bin(TraceLatency.Bin bin, long most) {
    int length = (int) Math.ceilDiv(bin.calls() * BAR, most);
    String range =
        "%9s … %-9s".formatted(DurationText.of(bin.fromNanos()), DurationText.of(bin.toNanos()));
    String bar = "#".repeat(length) + " ".repeat(BAR - length);
    return new Line().add(Style.DIM, range).add(" |%s| %d".formatted(bar, bin.calls()));
  }
}
