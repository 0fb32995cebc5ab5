package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.uprobe.kernel.AttachedLink;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `trace-list`: the probes by BPF on this machine.
public final class TraceList implements Command<TraceList.Listed> {
  private static final String LINK = "link_id:";

  /// @param holders the processes whose end takes the probes away
  public record Row(int link, String program, AttachedLink.What what, List<Holder> holders) {}

  public record Holder(long pid, String name) {}

  public record Listed(List<Row> rows) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "trace-list",
            Group.TRACING,
            "List the probes that are in running code on this machine",
            """
            Those of pmdb and of other tools that work by links of BPF: the number of the link, the
            program that it runs, the file, how many places, and the processes that hold it. Probes
            are gone when those end: kill one to be rid of its probes. Needs CAP_SYS_ADMIN.
            """)
        .example("trace-list", "who probes what");
  }

  @Override
  public Listed run(Session session, Arguments arguments) {
    List<AttachedLink> links = AttachedLinks.list();
    Map<Integer, List<Holder>> holders = links.isEmpty() ? Map.of() : holders();
    return new Listed(
        links.stream()
            .map(link ->
                new Row(
                    link.id(),
                    link.program(),
                    link.what(),
                    holders.getOrDefault(link.id(), List.of())))
            .toList());
  }

  /// By what the kernel tells of each descriptor of each process.
  private static Map<Integer, List<Holder>> holders() {
    Map<Integer, List<Holder>> found = new HashMap<>();
    for (long pid : new ProcDirectory(Path.of("/proc")).numbers("")) {
      ProcDirectory process = ProcDirectory.of(pid);
      for (long descriptor : process.numbers("fdinfo")) {
        link(process, descriptor)
            .ifPresent(link ->
                found.computeIfAbsent(link, _ -> new ArrayList<>()).add(holder(pid, process)));
      }
    }
    return found;
  }

  private static Optional<Integer> link(ProcDirectory process, long descriptor) {
    return process.lines("fdinfo/" + descriptor).stream()
        .filter(line -> line.startsWith(LINK))
        .map(line -> line.substring(LINK.length()).strip())
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .findFirst();
  }

  private static Holder holder(long pid, ProcDirectory process) {
    return new Holder(pid, ProcStatus.read(process).map(ProcStatus::name).orElse(""));
  }

  @Override
  public Document text(Session session, Listed value) {
    Document page = new Document();
    if (value.rows().isEmpty()) {
      return page.line("no code on this machine is probed by BPF");
    }
    page.line(Style.HEADING, "%8s  %-16s %8s  %s".formatted("Link", "Program", "Places", "File"));
    value.rows().forEach(row -> page.line(line(row)));
    return page;
  }

  private static Line line(Row row) {
    AttachedLink.What what = row.what();
    String where = what.path() + (what.atReturn() ? ", at returns" : "");
    String whom = what.pid() == 0 ? "" : ", in process " + what.pid();
    String holders =
        String.join(
            ", ", row.holders().stream().map(h -> h.pid() + " (" + h.name() + ")").toList());
    return new Line()
        .add("%8d  %-16s %8d  ".formatted(row.link(), row.program(), what.points()))
        .add(where + whom)
        .add(Style.DIM, holders.isEmpty() ? "" : "; held by " + holders);
  }
}
