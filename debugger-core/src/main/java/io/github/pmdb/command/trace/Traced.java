package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Targets;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.FilePlaces;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// What the words of a command say is to be probed.
///
/// @param who in words: a process, or every process of a program
/// @param pid absent for every process
record Traced(Choice choice, String who, Optional<Long> pid) {
  private static final String PID = "-p";
  private static final String PROGRAM = "-e";

  /// The parameters that choose it.
  static CommandSpec parameters(CommandSpec spec) {
    return spec.required(
            "FUNCTION",
            Kind.WORD,
            "a function or a regular expression that whole names match, with slashes around it or without, also `LIBRARY:FUNCTION`;"
                + " `*0x…` is the address at which one begins")
        .optional(PID, Kind.INTEGER, "the process; the one that is open if not given")
        .optional(PROGRAM, Kind.FILE, "every process of this program, those that start later too");
  }

  /// Functions of which the returns are seen too.
  static Traced ofReturns(Session session, Arguments arguments) {
    return of(session, arguments, choice -> choice.target().returning(choice));
  }

  static Traced of(Session session, Arguments arguments) {
    return of(session, arguments, choice -> choice);
  }

  private static Traced of(Session session, Arguments arguments, UnaryOperator<Choice> narrowed) {
    String where = arguments.first().orElseThrow();
    if (where.contains("usdt:")) {
      throw new UserError(
          "%s is a probe that a program brings along, and no function".formatted(where),
          "trace-stacks %s counts how often it is come by; trace tells its arguments"
              .formatted(where));
    }
    Location location = Location.parse(where);
    Optional<String> program = arguments.value(PROGRAM);
    if (program.isPresent() && arguments.has(PID)) {
      throw new UserError("either one process or every one of a program", "-p PID, or -e PROGRAM");
    }
    if (program.isPresent()) {
      Choice choice =
          narrowed.apply(
              new FilePlaces(path(program.get()), OptionalLong.empty(), session.debugDirectories())
                  .find(location));
      return new Traced(choice, "all processes of " + program.get(), Optional.empty());
    }
    return ofProcess(session, pid(session, arguments), location, narrowed);
  }

  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserError("no path: " + e.getMessage(), "name the program's file", e);
    }
  }

  /// The process that is named, else the one that is open.
  static long pid(Session session, Arguments arguments) {
    Optional<String> given = arguments.value(PID);
    if (given.isPresent()) {
      return Targets.pid(given.get())
          .orElseThrow(() -> new UserError(given.get() + " is no process id", "ps -e"));
    }
    if (session.target() instanceof LiveTarget live) {
      return live.snapshot().process().pid();
    }
    throw new UserError("a core does not run", "name a process: -p PID");
  }

  private static Traced ofProcess(
      Session session, long pid, Location location, UnaryOperator<Choice> narrowed) {
    try (LiveSnapshot process = LiveProcess.open(pid)) {
      if (ProcStatus.state(pid) == 't') {
        throw new UserError(
            "process %d stands still: a debugger holds it".formatted(pid),
            "let it run; `pmdb --no-gdb attach %d` looks at it without stopping it".formatted(pid));
      }
      Choice choice =
          narrowed.apply(new ProcessPlaces(process, session.debugDirectories()).find(location));
      String who = "process %d (%s)".formatted(pid, process.process().name());
      return new Traced(choice, who, Optional.of(pid));
    }
  }

  /// Whether there is nothing more to come: the one process has ended.
  boolean over() {
    return pid.isPresent() && ProcStatus.ended(pid.get());
  }
}
