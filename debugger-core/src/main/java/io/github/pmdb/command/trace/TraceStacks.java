package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.trace.stream.FlameGraph;
import io.github.pmdb.command.trace.stream.StackCounts;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Counts;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `trace-stacks SPEC`: by which callers a place is come by.
public final class TraceStacks implements Command<TraceStacks.Counted> {
  private static final int TOP = 10;

  /// Copying a stack costs some microseconds: a program that is come by there often is spared.
  private static final long PER_SECOND = 1_000;

  private final Subjects subjects;

  /// @param functions innermost first
  public record Row(long times, List<String> functions) {}

  /// @param ended whether the process has ended
  /// @param seconds how long it was looked at, from when the probes were there
  /// @param hits how often the place was come by
  /// @param looked how many of those were looked at
  /// @param lost how many were lost because they came too fast
  /// @param rows the most frequent stacks
  /// @param leftOut functions that a pattern means and that have no probe, with the reasons
  public record Counted(
      String who,
      boolean ended,
      double seconds,
      long hits,
      long looked,
      long lost,
      List<Row> rows,
      int otherRows,
      List<String> leftOut) {}

  /// @param gdb that reads symbols: a path, or a name to be found on PATH
  public TraceStacks(String gdb) {
    this.subjects = new Subjects(gdb, System.getenv());
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace-stacks",
            Group.TRACING,
            "Count by which callers a place is come by while a program runs",
            """
            SPEC is LOCATION [if CONDITION], as for `trace`. The kernel takes a piece of the stack
            along, and the callers are found by the unwind tables of the files (.eh_frame);
            `--fp` follows frame pointers in the kernel instead, which costs less. At most 1000
            stacks a second are looked at, or as many as `--rate` says; how often the place was
            come by is counted in full. Needs CAP_BPF and CAP_PERFMON.
            """);
    return Watch.parameters(spec)
        .optional("-p", Kind.INTEGER, "the process; the one that is open if not given")
        .optional("-e", Kind.FILE, "every process of this program, those that start later too")
        .optional("--fp", Kind.FLAG, "by frame pointers")
        .optional("--py", Kind.FLAG, "with the functions of Python, in place of the interpreter's")
        .optional("--rate", Kind.WORD, "at most so many stacks a second, such as `5000/s`")
        .optional(
            "--top", Kind.INTEGER, "the N most frequent stacks, %d if not given".formatted(TOP))
        .optional("--folded", Kind.FILE, "write `outer;inner COUNT` lines to a new file")
        .optional(
            "--flame",
            Kind.FILE,
            "write a flame graph to a new file: SVG if its name ends with .svg, else HTML")
        .required("SPEC", Kind.REST, "where, and when")
        .example("trace-stacks --for 10s libc:malloc", "who allocates")
        .example("trace-stacks --py --for 10s libc:malloc", "which functions of Python do")
        .example("trace-stacks --flame who.html send if len > 4096", "as a picture");
  }

  @Override
  public Counted run(Session session, Arguments arguments) {
    int top = arguments.positive("--top", TOP);
    long rate = arguments.value("--rate").map(RateText::parse).orElse(PER_SECOND);
    StackCounts.How how = how(arguments);
    Path folded = arguments.value("--folded").map(Traced::path).orElse(Path.of(""));
    Path flame = arguments.value("--flame").map(Traced::path).orElse(Path.of(""));
    Duration most = Watch.time(arguments);
    session.progress("reads symbols");
    try (Subject subject = subjects.named(session, arguments).get();
        StackCounts counts =
            StackCounts.start(
                subject,
                arguments.first().orElseThrow(),
                how,
                how == StackCounts.How.POINTERS && !arguments.has("--rate")
                    ? Long.MAX_VALUE
                    : rate)) {
      Watch watch = Watch.during(most);
      watch.run(
          session,
          counts::over,
          () -> "looked at %s; Ctrl-C ends it".formatted(Count.of(counts.looked(), "stack")));
      counts.stop();
      Counted counted = counted(subject.who(), watch.seconds(), counts, top);
      write(folded, folded(counts.counts()));
      write(flame, picture(flame, arguments.first().orElseThrow(), counts.counts()));
      return counted;
    }
  }

  private static StackCounts.How how(Arguments arguments) {
    if (arguments.has("--fp") && arguments.has("--py")) {
      throw new UserError(
          "where frames of a script are among those found by frame pointers is not known",
          "leave --fp out");
    }
    return arguments.has("--fp")
        ? StackCounts.How.POINTERS
        : arguments.has("--py") ? StackCounts.How.WITH_SCRIPT : StackCounts.How.TABLES;
  }

  private static String picture(Path file, String title, Map<List<String>, Long> counts) {
    boolean svg = file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    return svg ? FlameGraph.svg(title, counts) : FlameGraph.html(title, counts);
  }

  private static void write(Path file, String text) {
    if (!file.toString().isEmpty()) {
      try (PrintStream out = TraceCommand.newFile(file)) {
        out.print(text);
      }
    }
  }

  private static String folded(Map<List<String>, Long> counts) {
    List<String> lines = new ArrayList<>();
    counts.forEach((stack, times) ->
        lines.add(
            String.join(
                    ";",
                    stack.reversed().stream().map(name -> name.replaceAll("[;\\s]", "_")).toList())
                + " "
                + times));
    return String.join("\n", lines.stream().sorted().toList()) + "\n";
  }

  private static Counted counted(String who, double seconds, StackCounts counts, int top) {
    List<Row> rows =
        counts.counts().entrySet().stream()
            .map(entry -> new Row(entry.getValue(), entry.getKey()))
            .sorted(Comparator.comparingLong(Row::times).reversed())
            .toList();
    Counts hits = counts.hits();
    return new Counted(
        who,
        counts.over(),
        seconds,
        hits.hits(),
        counts.looked(),
        hits.lost() + hits.crowded(),
        rows.stream().limit(top).toList(),
        Math.max(0, rows.size() - top),
        counts.leftOut());
  }

  @Override
  public Document text(Session session, Counted value) {
    Document page = new Document();
    for (Row row : value.rows()) {
      page.line(Style.HEADING, Count.of(row.times(), "time"));
      row.functions().forEach(each -> page.line(new Line().add("    ").add(Style.NATIVE, each)));
    }
    if (value.otherRows() > 0) {
      page.line(Count.of(value.otherRows(), "other stack"));
    }
    value.leftOut().forEach(each -> page.line(Style.DIM, "left out: " + each));
    String lost = value.lost() > 0 ? "; %d came too fast".formatted(value.lost()) : "";
    return page.line(
        String.format(
            Locale.ROOT,
            "come by %s within %.1f s in %s%s; %s looked at%s",
            Count.of(value.hits(), "time"),
            value.seconds(),
            value.who(),
            Watch.ending(value.ended()),
            Count.of(value.looked(), "stack"),
            lost));
  }
}
