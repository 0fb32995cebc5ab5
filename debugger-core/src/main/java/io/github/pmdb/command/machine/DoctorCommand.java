package io.github.pmdb.command.machine;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.Session;
import io.github.pmdb.doctor.Doctor;
import io.github.pmdb.doctor.Finding;
import io.github.pmdb.doctor.Machine;
import io.github.pmdb.doctor.Status;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;

/// `doctor`: what of this machine helps or hinders debugging.
public final class DoctorCommand implements Command<DoctorCommand.Report> {
  public record Report(List<Finding> findings) {}

  private final Machine machine;

  public DoctorCommand(Machine machine) {
    this.machine = machine;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "doctor",
            Group.MACHINE,
            "Check this machine and print what mends it",
            """
            Looks at gdb and its Python, who may attach (yama's ptrace_scope, capabilities), where
            cores go and how large and complete they may be (core_pattern, `ulimit -c`,
            coredump_filter), what BPF needs, the JDK, debug files and the room for unpacked cores.
            Below each fault stands the command that mends it; nothing is changed. BAD is what a
            part of pmdb can not work with, WARNING what it can do less with. The exit code is 0
            whatever is found: a script reads `status` from `doctor --json`.
            """)
        .example("doctor", "check and tell")
        .example("doctor --json", "the same for a script");
  }

  @Override
  public Report run(Session session, Arguments arguments) {
    session.progress("checking this machine");
    return new Report(new Doctor(machine).check());
  }

  @Override
  public Document text(Session session, Report report) {
    Document page = new Document();
    int width = report.findings().stream().mapToInt(f -> f.name().length()).max().orElse(0);
    for (Finding finding : report.findings()) {
      page.line(
          new Line()
              .add(style(finding.status()), "%-8s".formatted(word(finding.status())))
              .add(Style.EMPHASIS, finding.name())
              .add(" ".repeat(width - finding.name().length() + 2))
              .add(finding.what()));
      if (!finding.fix().isEmpty()) {
        page.line(new Line().add(" ".repeat(8)).add(Style.SOURCE, finding.fix()));
      }
    }
    long bad = count(report, Status.BAD);
    long warnings = count(report, Status.WARNING);
    return page.line(
        bad + warnings == 0
            ? "nothing is amiss"
            : "%d bad, %d to know of; the line below each mends it".formatted(bad, warnings));
  }

  private static long count(Report report, Status status) {
    return report.findings().stream().filter(f -> f.status() == status).count();
  }

  private static String word(Status status) {
    return switch (status) {
      case GOOD -> "good";
      case WARNING -> "warning";
      case BAD -> "BAD";
    };
  }

  private static Style style(Status status) {
    return switch (status) {
      case GOOD -> Style.GOOD;
      case WARNING -> Style.WARNING;
      case BAD -> Style.ERROR;
    };
  }
}
