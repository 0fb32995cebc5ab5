package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A real gdb behind a fake terminal.
final class Conversation implements AutoCloseable {
  final FakeTerminal terminal = new FakeTerminal();
  final GdbProcess gdb;
  final GdbConsole console;
  final ByteArrayOutputStream between = new ByteArrayOutputStream();

  Conversation(Path directory) {
    this(directory, true);
  }

  Conversation(Path directory, boolean python) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "xterm-256color");
    environment.put("INPUTRC", "/dev/null");
    GdbLaunch launch = new GdbLaunch("gdb", List.of(), environment, directory, TerminalSize.USUAL);
    gdb = (python ? GdbProcess.start(launch) : GdbProcess.startWithoutPython(launch));
    console = GdbConsole.open(gdb, (bytes, from, to) -> between.write(bytes, from, to - from));
  }

  /// Runs a line to its end and gives what was on the screen, without carriage returns.
  String run(String line) {
    terminal.clear();
    ConsoleResult result = console.run(line, terminal);
    if (!(result instanceof ConsoleResult.Prompted)) {
      throw new AssertionError(line + " ended with " + result + ": " + terminal.screen());
    }
    return plain(terminal.screen());
  }

  /// Starts a line; the test types on.
  CompletableFuture<ConsoleResult> start(String line) {
    terminal.clear();
    return CompletableFuture.supplyAsync(() -> console.run(line, terminal));
  }

  static ConsoleResult finished(CompletableFuture<ConsoleResult> run) {
    return run.orTimeout(30, TimeUnit.SECONDS).join();
  }

  static String plain(String screen) {
    return screen.replaceAll("\033\\[\\?2004[hl]\r?", "").replace("\r", "");
  }

  @Override
  public void close() {
    console.close();
  }
}
