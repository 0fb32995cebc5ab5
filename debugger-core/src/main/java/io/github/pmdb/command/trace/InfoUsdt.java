package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.elf.StaticProbe;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.ProbedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `info usdt`: the probes that programs bring along.
public final class InfoUsdt implements Command<InfoUsdt.Probes> {
  /// @param guarded whether it does something only while somebody looks
  /// @param arguments where they are, in the notation of the assembler
  public record Row(
      String file,
      String provider,
      String name,
      long address,
      boolean guarded,
      List<String> arguments) {}

  public record Probes(List<Row> probes) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "info usdt",
            Group.TRACING,
            "List the probes that the authors of programs put into them (USDT)",
            """
            Those of a file, or of a process's program and its libraries: file, provider and name,
            and where the arguments are. `trace usdt:PROVIDER:NAME` traces one, with $arg1, $arg2,
            … by their types, `trace usdt:PROVIDER:*` all of them (at most 64); a probe that is only active while somebody looks is woken for it.
            """)
        .optional("FILE", Kind.FILE, "a program or library; the process if not given")
        .optional("-p", Kind.INTEGER, "the process; the one that is open if not given")
        .example("info usdt /usr/bin/python3", "what a Python has")
        .example("info usdt", "what the open process and its libraries have");
  }

  @Override
  public Probes run(Session session, Arguments arguments) {
    List<Row> rows = new ArrayList<>();
    if (arguments.first().isPresent()) {
      Path file = Traced.path(arguments.first().get());
      add(ProbedFile.open(file, file.toString()), rows);
    } else {
      try (LiveSnapshot process = LiveProcess.open(Traced.pid(session, arguments))) {
        process.objects().forEach(object -> add(object, rows));
      }
    }
    return new Probes(rows);
  }

  private static void add(LoadedObject object, List<Row> rows) {
    if (object.file() instanceof FileMatch.Found found) {
      try {
        add(ProbedFile.open(found.path(), object.path()), rows);
      } catch (UserError _) {
        // What is no program for this machine has no probes for it.
        return;
      }
    }
  }

  private static void add(ProbedFile file, List<Row> rows) {
    for (StaticProbe each : file.staticProbes()) {
      rows.add(
          new Row(
              file.name(),
              each.provider(),
              each.name(),
              each.address(),
              each.semaphore() != 0,
              each.arguments()));
    }
  }

  @Override
  public Document text(Session session, Probes value) {
    Document page = new Document();
    if (value.probes().isEmpty()) {
      return page.line("there are no such probes");
    }
    for (Row row : value.probes()) {
      page.line(
          new Line()
              .add(row.file() + " ")
              .add(Style.NATIVE, row.provider() + ":" + row.name())
              .add(Style.DIM, "  " + String.join(" ", row.arguments())));
    }
    return page;
  }
}
