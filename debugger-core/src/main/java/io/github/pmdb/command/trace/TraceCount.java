package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.count.CallCounts;
import io.github.pmdb.uprobe.kernel.Tracer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// `trace-count FUNCTION`: how often functions are called.
public final class TraceCount implements Command<TraceCount.Counted> {
  private static final int TOP = 30;

  /// @param perSecond over the whole time
  public record Row(String function, long calls, double perSecond) {}

  /// @param file whose functions they are
  /// @param who whose calls were counted
  /// @param ended whether the process has ended
  /// @param functions how many have a probe
  /// @param called how many of them were called
  /// @param rows those with most calls first
  /// @param notProbed functions that match and have no probe, with the reason
  public record Counted(
      String file,
      String who,
      boolean ended,
      double seconds,
      int functions,
      long called,
      List<Row> rows,
      List<Passed> notProbed) {}

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace-count",
            Group.TRACING,
            "Count the calls of functions while a program runs",
            """
            The kernel counts (uprobes and BPF), the program is never stopped. Thousands of
            functions go at once: a call of one costs the program about a microsecond, several
            where the function begins with an instruction that the kernel must single-step. What
            can not be probed is told with the reason. The probes are gone when the command ends,
            whatever ends it. Children that the process forks do not count; all processes of a
            program do with -e. Needs CAP_BPF and CAP_PERFMON.
            """);
    return Watch.parameters(Traced.parameters(spec))
        .optional("--top", Kind.INTEGER, "the N with most calls, %d if not given".formatted(TOP))
        .example("trace-count 'SSL_.*' -p 4711 --for 5s", "which functions run, and how often")
        .example("trace-count libc:malloc", "until Ctrl-C, in the process that is open")
        .example("trace-count main -e /usr/bin/make", "starts of a program, by whomever");
  }

  @Override
  public Counted run(Session session, Arguments arguments) {
    int top = arguments.positive("--top", TOP);
    Duration most = Watch.time(arguments);
    session.progress("looks for functions");
    Traced traced = Traced.of(session, arguments);
    try (Tracer tracer = Tracer.open()) {
      CallCounts counts = CallCounts.start(tracer, traced.choice());
      Watch watch = Watch.during(most);
      watch.run(session, traced, () -> "counts; Ctrl-C ends it");
      double seconds = watch.seconds();
      return counted(traced, counts, seconds, top);
    }
  }

  private static Counted counted(Traced traced, CallCounts counts, double seconds, int top) {
    List<CallCounts.Count> all = counts.read();
    List<Row> rows =
        all.stream()
            .filter(count -> count.calls() > 0)
            .sorted(Comparator.comparingLong(CallCounts.Count::calls).reversed())
            .limit(top)
            .map(count -> new Row(count.place().name(), count.calls(), count.calls() / seconds))
            .toList();
    long called = all.stream().filter(count -> count.calls() > 0).count();
    return new Counted(
        traced.choice().target().file().name(),
        traced.who(),
        traced.over(),
        seconds,
        all.size(),
        called,
        rows,
        counts.passed());
  }

  @Override
  public Document text(Session session, Counted value) {
    Document page = new Document();
    if (!value.rows().isEmpty()) {
      page.line(Style.HEADING, "%14s %14s  %s".formatted("Calls", "Per second", "Function"));
    }
    for (Row row : value.rows()) {
      page.line(
          new Line()
              .add(String.format(Locale.ROOT, "%14d %14.1f  ", row.calls(), row.perSecond()))
              .add(Style.NATIVE, row.function()));
    }
    long more = value.called() - value.rows().size();
    page.line(
        String.format(
            Locale.ROOT,
            "%s%d of %d functions of %s were called in %.1f s by %s%s",
            more > 0 ? Count.of(more, "row") + " more; " : "",
            value.called(),
            value.functions(),
            value.file(),
            value.seconds(),
            value.who(),
            Watch.ending(value.ended())));
    return NotProbed.append(page, value.notProbed());
  }
}
