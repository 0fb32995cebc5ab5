package io.github.pmdb.gdb.process;

import com.pty4j.PtyProcessBuilder;
import com.pty4j.unix.Pty;
import com.pty4j.unix.UnixPtyProcess;
import io.github.pmdb.gdb.GdbConnection;
import io.github.pmdb.gdb.pty.InferiorPty;
import io.github.pmdb.gdb.pty.PtyMaster;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A running gdb on three ptys: its console (its controlling terminal), MI3, and the terminal of
/// the program that it runs.
public final class GdbProcess implements GdbConnection, AutoCloseable {
  private final UnixPtyProcess process;
  private final Pty mi;
  private final InferiorPty inferior;
  private final Optional<ProcessHandle> handle;
  private final PtyMaster console;
  private final PromptMarker marker;

  private GdbProcess(UnixPtyProcess process, Pty mi, InferiorPty inferior, PromptMarker marker) {
    this.process = process;
    this.mi = mi;
    this.inferior = inferior;
    this.handle = ProcessHandle.of(process.pid());
    this.console = new PtyMaster(process.getPty().getMasterFD());
    this.marker = marker;
  }

  /// Starts gdb and waits until its console prompts and MI is open.
  ///
  /// @throws UserError when there is no gdb, or it ends or fails while it starts
  public static GdbProcess start(GdbLaunch launch) {
    return start(launch, true);
  }

  /// As [#start], with the marker in `set prompt` alone, as in a gdb that has no Python.
  public static GdbProcess startWithoutPython(GdbLaunch launch) {
    return start(launch, false);
  }

  /// @param python whether to try to keep the prompt's marker by gdb's Python
  private static GdbProcess start(GdbLaunch launch, boolean python) {
    Path program = GdbProgram.find(launch);
    try {
      return start(launch, program, python);
    } catch (IOException e) {
      throw new UserError(
          "gdb could not be started: " + e.getMessage(),
          "Check that ptys can be opened (/dev/ptmx, /dev/pts) and that "
              + program
              + " runs by itself.",
          e);
    }
  }

  private static GdbProcess start(GdbLaunch launch, Path program, boolean python)
      throws IOException {
    PromptMarker marker = PromptMarker.random();
    Pty mi = new Pty();
    new PtyMaster(mi.getMasterFD()).makeRaw();
    InferiorPty inferior = new InferiorPty(new Pty(), launch.size());
    Path script = Files.createTempFile("pmdb-gdb", ".gdb");
    try {
      Files.writeString(
          script,
          StartScript.text(marker, launch.environment(), mi.getSlaveName(), inferior.slaveName())
              + (python ? StartScript.pythonText(marker) : ""));
      UnixPtyProcess process = exec(launch, program, script);
      GdbProcess gdb = new GdbProcess(process, mi, inferior, marker);
      GdbStartup.await(gdb);
      return gdb;
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private static UnixPtyProcess exec(GdbLaunch launch, Path program, Path script)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(program.toString(), "-nx", "-nh", "-q", "-x", script.toString()));
    // Refused by gdb before 12, which asks nobody anyway.
    command.addAll(List.of("-iex", "set debuginfod enabled off"));
    command.addAll(launch.arguments());
    return (UnixPtyProcess)
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setEnvironment(environment(launch.environment()))
            .setDirectory(launch.directory().toAbsolutePath().toString())
            .setInitialColumns(launch.size().columns())
            .setInitialRows(launch.size().rows())
            .start();
  }

  private static Map<String, String> environment(Map<String, String> user) {
    Map<String, String> changed = new HashMap<>(user);
    changed.put("LC_ALL", "C.UTF-8");
    changed.putIfAbsent("TERM", "dumb");
    // A size from another terminal would override that of our pty.
    changed.remove("LINES");
    changed.remove("COLUMNS");
    return changed;
  }

  @Override
  public InputStream miIn() {
    return mi.getInputStream();
  }

  @Override
  public OutputStream miOut() {
    return mi.getOutputStream();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean alive() {
    return process.isAlive();
  }

  /// How gdb ended; empty while it runs. A signal's number plus 128 when a signal ended it.
  public OptionalInt exitCode() {
    return alive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  @Override
  public void kill() {
    // Not pty4j's destroy, which closes the console's pty under the thread that reads it.
    handle.ifPresent(ProcessHandle::destroyForcibly);
    try {
      mi.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Kills gdb and gives all ptys back. Not while a [GdbConsole] still reads them: close that.
  @Override
  public void close() {
    kill();
    try {
      process.getPty().close();
      inferior.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public PtyMaster console() {
    return console;
  }

  public InferiorPty inferior() {
    return inferior;
  }

  public PromptMarker marker() {
    return marker;
  }
}
