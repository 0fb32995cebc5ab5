package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Background;
import io.github.pmdb.command.Background.Status;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;
import java.util.Locale;

/// `info traces`: the traces of the session.
public final class InfoTraces implements Command<InfoTraces.Traces> {
  /// @param hits how often its places were come by
  /// @param shown hits that were told
  /// @param where its probes are, and what was left out
  public record Row(
      int number, Background.State state, long hits, long shown, String what, List<String> where) {}

  public record Traces(List<Row> traces) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "info traces",
            Group.TRACING,
            "List the traces of this session",
            """
            With their numbers, how often their places were come by, how many hits were shown, and
            where the probes are.
            `trace-list` tells of all probes of the machine.
            """)
        .example("info traces", "which traces are there");
  }

  @Override
  public Traces run(Session session, Arguments arguments) {
    return new Traces(session.background().all().stream().map(InfoTraces::row).toList());
  }

  private static Row row(Background.Numbered each) {
    Status status = each.activity().status();
    return new Row(
        each.number(),
        status.state(),
        status.hits(),
        status.shown(),
        status.what(),
        status.where());
  }

  @Override
  public Document text(Session session, Traces value) {
    Document page = new Document();
    if (value.traces().isEmpty()) {
      return page.line("there are no traces; `trace SPEC` begins one");
    }
    page.line(
        Style.HEADING,
        "%-4s %-9s %10s %10s  %s".formatted("Num", "State", "Hits", "Shown", "What"));
    for (Row row : value.traces()) {
      page.line(
          Line.of(
              "%-4d %-9s %10d %10d  %s"
                  .formatted(
                      row.number(),
                      row.state().name().toLowerCase(Locale.ROOT),
                      row.hits(),
                      row.shown(),
                      row.what())));
      row.where().forEach(text -> page.line(Style.DIM, "     " + text));
    }
    return page;
  }
}
