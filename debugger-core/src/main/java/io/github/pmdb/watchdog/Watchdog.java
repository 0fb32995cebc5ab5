package io.github.pmdb.watchdog;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Guard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Our end of the pipe to the watchdog process.
public final class Watchdog implements Guard {
  private final Process process;
  private final Writer toWatchdog;

  private Watchdog(Process process) {
    this.process = process;
    this.toWatchdog = process.outputWriter();
  }

  /// Starts a watchdog over a process and waits until it has taken its base line: must be called
  /// before a debugger attaches.
  ///
  /// @throws UserError when it does not start or may not read the process
  public static Watchdog start(long pid) {
    try {
      Process process =
          new ProcessBuilder(command(pid)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader answers = process.inputReader();
      String answer = answers.readLine();
      if (!WatchdogMain.READY.equals(answer)) {
        process.destroyForcibly();
        throw new UserError(
            "the watchdog over process %d did not start%s"
                .formatted(pid, answer == null ? "" : ": " + answer),
            "without it a killed debugger could leave the process stopped");
      }
      return new Watchdog(process);
    } catch (IOException e) {
      throw new UserError(
          "the watchdog over process %d did not start: %s".formatted(pid, e.getMessage()),
          "is there enough memory for a second small JVM?",
          e);
    }
  }

  private static List<String> command(long pid) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // The JVM writes its own complaints to standard output, where our answer is read.
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED"));
    String cache = System.getProperty("pmdb.aot", "");
    if (!cache.isEmpty() && Files.isReadable(Path.of(cache))) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(WatchdogMain.class.getName(), Long.toString(pid)));
    return command;
  }

  /// The watchdog's own process id.
  public long pid() {
    return process.pid();
  }

  @Override
  public void engine(long enginePid) {
    tell(WatchdogMain.ENGINE + " " + enginePid);
  }

  @Override
  public void end() {
    tell(WatchdogMain.END);
  }

  @Override
  public void abandon() {
    tell(WatchdogMain.ABANDON);
  }

  /// A watchdog that has ended already (the target is gone, or was mended) needs no words.
  private void tell(String line) {
    try {
      toWatchdog.write(line + "\n");
      toWatchdog.flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UserError(
            "the watchdog does not listen: " + e.getMessage(), "detach and attach again", e);
      }
    }
  }
}
