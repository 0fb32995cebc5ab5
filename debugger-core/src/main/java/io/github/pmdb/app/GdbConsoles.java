package io.github.pmdb.app;

import io.github.pmdb.gdb.GdbConnection;
import io.github.pmdb.gdb.console.ConsoleResult;
import io.github.pmdb.gdb.console.GdbConsole;
import io.github.pmdb.gdb.console.UserTerminal;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.shell.NativeConsole;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts gdb processes and keeps the console of the one in use for the lines that the user types.
final class GdbConsoles implements AutoCloseable {
  private final Map<String, String> environment;
  private volatile Consumer<String> between = _ -> {};
  private @Nullable GdbConsole console;

  GdbConsoles(Map<String, String> environment) {
    this.environment = environment;
  }

  /// A new gdb, whose console is the one in use from now on.
  synchronized GdbConnection start(OpenOptions options) {
    GdbProcess gdb =
        GdbProcess.start(
            new GdbLaunch(
                options.enginePath(), List.of(), environment, Path.of(""), TerminalSize.USUAL));
    console = GdbConsole.open(gdb, this::betweenLines);
    return gdb;
  }

  private void betweenLines(byte[] bytes, int from, int to) {
    between.accept(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  /// Ends gdb, if one is left.
  @Override
  public synchronized void close() {
    if (console != null) {
      console.close();
      console = null;
    }
  }

  /// The console of the target's engine, which is started when the first line is for it.
  NativeConsole of(Target target, boolean usable) {
    return new Lines(target, usable);
  }

  private synchronized GdbConsole started(Target target) {
    if (target.engine().isEmpty() || console == null) {
      throw new UserError(
          "gdb is not used here", "start without --no-gdb; `help` lists pmdb's own commands");
    }
    console.interruption(again ->
        target.engine().orElse(null) instanceof LiveEngine live && live.stopBySignal(again));
    return console;
  }

  private final class Lines implements NativeConsole {
    private final Target target;
    private final boolean usable;

    Lines(Target target, boolean usable) {
      this.target = target;
      this.usable = usable;
    }

    @Override
    public boolean usable() {
      return usable;
    }

    @Override
    public void between(Consumer<String> sink) {
      between = sink;
    }

    @Override
    public String run(String line, UserTerminal terminal) {
      ConsoleResult result = started(target).run(line, terminal);
      catchUp(target, result);
      return ending(result);
    }

    @Override
    public Captured capture(String line) {
      GdbConsole.Captured captured = started(target).runCaptured(line);
      catchUp(target, captured.result());
      String ending = ending(captured.result());
      if (!ending.isEmpty()) {
        throw new UserError(ending, captured.text());
      }
      return new Captured(captured.text(), captured.failed());
    }
  }

  /// What the line did to the target is known before the next one.
  private static void catchUp(Target target, ConsoleResult result) {
    if (result instanceof ConsoleResult.Prompted) {
      target.engine().ifPresent(Engine::catchUp);
    }
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
