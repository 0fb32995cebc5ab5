package io.github.pmdb.app;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.gdb.console.ConsoleResult;
import io.github.pmdb.gdb.console.GdbConsole;
import io.github.pmdb.gdb.console.UserTerminal;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.shell.NativeConsole;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.EngineStart;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts gdb for a target and keeps its console for the lines that the user types.
final class GdbStart implements EngineStart {
  private @Nullable GdbConsole console;

  @Override
  public Engine core(Path file, CoreSnapshot snapshot, OpenOptions options) {
    throw missing();
  }

  @Override
  public LiveEngine attach(long pid, LiveSnapshot snapshot, OpenOptions options) {
    throw missing();
  }

  @Override
  public LiveEngine run(List<String> command, OpenOptions options) {
    throw missing();
  }

  private static UserError missing() {
    return new UserError("gdb can not be driven by this build yet", "use --no-gdb");
  }

  /// The console of the target's engine, which is started when the first line is for it.
  NativeConsole consoleOf(Target target) {
    return new NativeConsole() {
      @Override
      public String run(String line, UserTerminal terminal) {
        return ending(started(target).run(line, terminal));
      }

      @Override
      public String capture(String line) {
        GdbConsole.Captured captured = started(target).runCaptured(line);
        String ending = ending(captured.result());
        if (!ending.isEmpty()) {
          throw new UserError(ending, captured.text());
        }
        return captured.text();
      }
    };
  }

  private GdbConsole started(Target target) {
    if (target.engine().isEmpty() || console == null) {
      throw new UserError(
          "gdb is not used here, and pmdb has no such command",
          "start without --no-gdb; `help` lists pmdb's own commands");
    }
    return console;
  }

  /// What to tell the user when gdb did not come back.
  private static String ending(ConsoleResult result) {
    return switch (result) {
      case ConsoleResult.Prompted(boolean _) -> "";
      case ConsoleResult.Exited(int code) -> "gdb has ended (exit code %d)".formatted(code);
      case ConsoleResult.Died(String how) ->
          "gdb was ended by %s; pmdb's own commands still work".formatted(how);
      case ConsoleResult.Abandoned() ->
          "gdb does not answer and was given up; pmdb's own commands still work";
    };
  }
}
