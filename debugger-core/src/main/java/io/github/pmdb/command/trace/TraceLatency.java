package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.kernel.Tracer;
import io.github.pmdb.uprobe.latency.Histogram;
import io.github.pmdb.uprobe.latency.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `trace-latency FUNCTION`: how long calls take.
public final class TraceLatency implements Command<TraceLatency.Measured> {
  private static final int TOP = 10;

  /// Calls that took from `fromNanos` on, below `toNanos`.
  public record Bin(long fromNanos, long toNanos, long calls) {}

  /// Times in nanoseconds. The quantiles are upper ends of powers of two.
  ///
  /// @param notReturned how many calls more have begun
  public record Row(
      String function,
      long calls,
      long totalNanos,
      long medianNanos,
      long nanosOf90Percent,
      long nanosOf99Percent,
      long longestNanos,
      long notReturned,
      List<Bin> bins) {}

  /// @param file whose functions they are
  /// @param who whose calls were measured
  /// @param ended whether the process has ended
  /// @param functions how many have probes
  /// @param rows those that took most time together first
  /// @param notReturned calls of all functions that have begun and were not seen to return
  /// @param begunBefore calls that returned and had begun before the probes were there
  /// @param notProbed functions that match and have no probe, with the reason
  public record Measured(
      String file,
      String who,
      boolean ended,
      double seconds,
      int functions,
      List<Row> rows,
      int otherRows,
      long notReturned,
      long begunBefore,
      List<Passed> notProbed) {}

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace-latency",
            Group.TRACING,
            "Measure how long calls of functions take while a program runs",
            """
            From a function's first instruction to its return, calls inside of calls (recursion)
            for themselves. The kernel measures and sorts into powers of two (uprobes and BPF); the
            program is never stopped, a call costs it a few microseconds, which short calls seem
            to take longer. Calls that are left by longjmp or an exception are counted with those
            that are still under way. Go's functions can not be measured: their stacks move. The
            probes are gone when the command ends, whatever ends it. Needs CAP_BPF and CAP_PERFMON.
            """);
    return Watch.parameters(Traced.parameters(spec))
        .optional(
            "--top", Kind.INTEGER, "the N that took most time, %d if not given".formatted(TOP))
        .example("trace-latency libc:fsync -p 4711 --for 10s", "how slow is the disk, for it")
        .example("trace-latency 'handle_.*'", "until Ctrl-C, in the process that is open");
  }

  @Override
  public Measured run(Session session, Arguments arguments) {
    int top = arguments.positive("--top", TOP);
    Duration most = Watch.time(arguments);
    session.progress("looks for functions");
    Traced traced = Traced.ofReturns(session, arguments);
    try (Tracer tracer = Tracer.open()) {
      Latencies latencies = Latencies.start(tracer, traced.choice());
      Watch watch = Watch.during(most);
      watch.run(session, traced, () -> LatencyText.news(latencies.read()));
      double seconds = watch.seconds();
      return measured(traced, latencies, seconds, top);
    }
  }

  private static Measured measured(Traced traced, Latencies latencies, double seconds, int top) {
    List<Histogram> all = latencies.read();
    List<Histogram> called =
        all.stream()
            .filter(each -> each.calls() > 0)
            .sorted(Comparator.comparingLong(Histogram::totalNanos).reversed())
            .toList();
    return new Measured(
        traced.choice().target().file().name(),
        traced.who(),
        traced.over(),
        seconds,
        all.size(),
        called.stream().limit(top).map(TraceLatency::row).toList(),
        Math.max(0, called.size() - top),
        all.stream().mapToLong(Histogram::notReturned).sum(),
        latencies.unseen(),
        latencies.passed());
  }

  private static Row row(Histogram histogram) {
    return new Row(
        histogram.place().name(),
        histogram.calls(),
        histogram.totalNanos(),
        histogram.quantile(50),
        histogram.quantile(90),
        histogram.quantile(99),
        histogram.longestNanos(),
        histogram.notReturned(),
        bins(histogram.powers()));
  }

  /// From the first power of two that has calls to the last one.
  private static List<Bin> bins(List<Long> powers) {
    int first = 0;
    int last = powers.size() - 1;
    while (first <= last && powers.get(first) == 0) {
      first++;
    }
    while (last >= first && powers.get(last) == 0) {
      last--;
    }
    List<Bin> bins = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      bins.add(new Bin(power == 0 ? 0 : 1L << power, 2L << power, powers.get(power)));
    }
    return bins;
  }

  @Override
  public Document text(Session session, Measured value) {
    return NotProbed.append(LatencyText.of(value), value.notProbed());
  }
}
