package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.kernel.AttachedLink;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import io.github.pmdb.uprobe.kernel.LastingProbe;
import io.github.pmdb.uprobe.kernel.LastingProbes;
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

  /// @param lasting those that other tools made through tracefs, which stay when the tool has ended
  /// @param removed those that were removed just now
  public record Listed(List<Row> rows, List<LastingProbe> lasting, List<LastingProbe> removed) {}

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

            Then those of uprobe_events, which some tools make (pmdb makes none) and which are left
            when such a tool was killed; --remove takes one away. They are told where tracefs is
            mounted.
            """)
        .optional("--remove", Kind.WORD, "GROUP/NAME of an event that a tool has left behind")
        .example("trace-list", "who probes what")
        .example("trace-list --remove uprobes/p_sh_0x1139", "takes away what was left");
  }

  @Override
  public Listed run(Session session, Arguments arguments) {
    List<AttachedLink> links = AttachedLinks.list();
    Map<Integer, List<Holder>> holders = links.isEmpty() ? Map.of() : holders();
    Optional<LastingProbes> tracefs = LastingProbes.ofMachine();
    List<LastingProbe> removed =
        arguments.value("--remove").map(event -> List.of(remove(tracefs, event))).orElse(List.of());
    return new Listed(
        links.stream()
            .map(link ->
                new Row(
                    link.id(),
                    link.program(),
                    link.what(),
                    holders.getOrDefault(link.id(), List.of())))
            .toList(),
        tracefs.map(LastingProbes::list).orElse(List.of()),
        removed);
  }

  private static LastingProbe remove(Optional<LastingProbes> tracefs, String event) {
    return tracefs
        .orElseThrow(() ->
            new UserError(
                "tracefs is not mounted, or may not be read",
                "mount -t tracefs nodev /sys/kernel/tracing"))
        .remove(event);
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
      page.line("no code on this machine is probed by BPF");
    } else {
      page.line(Style.HEADING, "%8s  %-16s %8s  %s".formatted("Link", "Program", "Places", "File"));
    }
    value.rows().forEach(row -> page.line(line(row)));
    value.lasting().forEach(probe -> page.line("uprobe_events: " + lasting(probe)));
    value.removed().forEach(probe -> page.line("removed: " + lasting(probe)));
    return page;
  }

  private static String lasting(LastingProbe probe) {
    return "%s at %s%s%s"
        .formatted(
            probe.event(),
            probe.place(),
            probe.atReturn() ? ", at returns" : "",
            probe.enabled() ? "" : ", not enabled");
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
