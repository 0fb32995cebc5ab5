package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Background;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Opens whose code a trace is about.
public final class Subjects {
  /// Of a large program one takes some hundred megabytes.
  private static final int MOST_IDLE = 3;

  private final GdbLaunch gdb;

  /// @param gdb a path, or a name to be found on PATH
  public Subjects(String gdb, Map<String, String> environment) {
    this.gdb = new GdbLaunch(gdb, List.of(), environment, Path.of(""), TerminalSize.USUAL);
  }

  /// What a session knows of the files that it traced.
  private record Known(SymbolStore symbols) implements Background.Lasting {
    @Override
    public void close() {
      symbols.close();
    }
  }

  /// Whom a command line names.
  ///
  /// @param debugDirectories where separate debug files lie; empty for the system's own
  /// @throws UserError when there is no such process or program
  public Subject open(Whom whom, List<Path> debugDirectories) {
    return Subject.of(whom, new SymbolStore(gdb, debugDirectories, 0));
  }

  /// What the words of a command name, else the process that is open.
  Supplier<Subject> named(Session session, Arguments arguments) {
    Optional<String> program = arguments.value("-e");
    if (program.isPresent() && arguments.has("-p")) {
      throw new UserError("either one process or every one of a program", "-p PID, or -e PROGRAM");
    }
    Whom whom =
        program.isPresent()
            ? new Whom.Everyone(Traced.path(program.get()))
            : new Whom.Running(Traced.pid(session, arguments));
    Known known =
        session
            .background()
            .lasting(
                Known.class,
                () -> new Known(new SymbolStore(gdb, session.debugDirectories(), MOST_IDLE)));
    return () -> Subject.of(whom, known.symbols());
  }
}
