package io.github.pmdb.gdb;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.gdb.files.LinkedFiles;
import io.github.pmdb.gdb.files.ObjectNames;
import io.github.pmdb.gdb.files.ProgramSearch;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.mi.MiTransport;
import io.github.pmdb.mi.Transcript;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.EngineStart;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Starts gdb and gives it a target.
public final class GdbStart implements EngineStart {
  private static final Duration ATTACH_STOP = Duration.ofSeconds(30);

  /// How often it is looked whether gdb is still there.
  private static final Duration ATTACH_LOOK = Duration.ofMillis(200);

  private final Function<OpenOptions, GdbConnection> gdbs;

  /// @param gdbs starts a gdb with an MI channel, for example `GdbProcess`; throws UserError when
  ///   it cannot
  public GdbStart(Function<OpenOptions, GdbConnection> gdbs) {
    this.gdbs = gdbs;
  }

  @Override
  public Engine core(Path file, CoreSnapshot snapshot, OpenOptions options) {
    return opening(options, parts -> openCore(parts, snapshot, options));
  }

  private static GdbEngine openCore(
      GdbEngine.Parts parts, CoreSnapshot snapshot, OpenOptions options) throws IOException {
    GdbEngine engine = engine(parts, options);
    new GdbSetupPaths(parts).forCore(snapshot);
    boolean withProgram = giveProgram(parts, snapshot);
    options.progress().accept("gdb reads the core");
    Path core = parts.links().plain(snapshot.plainFile());
    told(
        "gdb cannot open the core",
        () -> parts.dialog().ask(MiCommand.raw("-target-select", "core " + core), GdbDialog.LONG));
    engine.isCore(ObjectNames.of(snapshot), withProgram);
    return engine;
  }

  @Override
  public LiveEngine attach(long pid, LiveSnapshot snapshot, OpenOptions options) {
    return opening(options, parts -> attached(parts, pid, snapshot, options));
  }

  private static GdbEngine attached(
      GdbEngine.Parts parts, long pid, LiveSnapshot snapshot, OpenOptions options)
      throws IOException {
    GdbEngine engine = engine(parts, options);
    new GdbSetupPaths(parts).forProcess(snapshot);
    giveProgram(parts, snapshot);
    options.progress().accept("gdb attaches to process " + pid);
    long before = parts.state().stops();
    try {
      parts.dialog().ask(MiCommand.raw("-target-attach", Long.toString(pid)), GdbDialog.LONG);
    } catch (GdbError e) {
      throw AttachFailure.explain(pid, e);
    }
    if (!awaitAttached(parts, before)) {
      if (!parts.connection().alive()) {
        throw new UserError(
            "gdb ended while it attached to process " + pid, "Was it killed? The process runs on.");
      }
      throw Stopping.failure(pid, ATTACH_STOP);
    }
    return engine;
  }

  /// A gdb that has ended is not waited for.
  private static boolean awaitAttached(GdbEngine.Parts parts, long before) {
    long end = System.nanoTime() + ATTACH_STOP.toNanos();
    boolean stopped = false;
    while (!stopped
        && System.nanoTime() < end
        && parts.connection().alive()
        && !Thread.currentThread().isInterrupted()) {
      stopped = parts.state().awaitStop(before, ATTACH_LOOK);
    }
    return stopped;
  }

  @Override
  public LiveEngine run(List<String> command, OpenOptions options) {
    if (command.isEmpty()) {
      throw new UserError("no program was named", "pmdb run PROGRAM [ARGUMENT…]");
    }
    return opening(options, parts -> started(parts, command, options));
  }

  private static GdbEngine started(GdbEngine.Parts parts, List<String> command, OpenOptions options)
      throws IOException {
    GdbEngine engine = engine(parts, options);
    Path program = parts.links().plain(ProgramSearch.find(command.getFirst()));
    String arguments =
        command.stream().skip(1).map(ProgramSearch::shellQuoted).collect(Collectors.joining(" "));
    told("gdb cannot start " + command.getFirst(), () -> launch(parts, program, arguments));
    engine.isStarted();
    return engine;
  }

  private static boolean launch(GdbEngine.Parts parts, Path program, String arguments) {
    GdbDialog dialog = parts.dialog();
    dialog.ask(MiCommand.raw("-file-exec-and-symbols", program.toString()), GdbDialog.LONG);
    dialog.ask(MiCommand.raw("-exec-arguments", arguments), GdbDialog.QUICK);
    long before = parts.state().stops();
    if (dialog.tryAsk(MiCommand.of("-break-insert", "-t", "main"), GdbDialog.LONG).isPresent()) {
      dialog.ask(MiCommand.of("-exec-run"), GdbDialog.LONG);
    } else {
      // Without a symbol `main` there is only the very first instruction, in the dynamic linker.
      dialog.ask(MiCommand.console("starti"), GdbDialog.LONG);
    }
    return parts.state().awaitStop(before, GdbDialog.LONG);
  }

  /// The program's file, only where it was matched: with a wrong one gdb shows false frames.
  private static boolean giveProgram(GdbEngine.Parts parts, Snapshot snapshot) throws IOException {
    Optional<Path> program =
        snapshot.objects().stream()
            .filter(LoadedObject::isExecutable)
            .map(LoadedObject::file)
            .filter(FileMatch.Found.class::isInstance)
            .map(match -> ((FileMatch.Found) match).path())
            .filter(Files::isReadable)
            .findFirst();
    if (program.isEmpty()) {
      return false;
    }
    Path plain = parts.links().plain(program.get());
    return parts
        .dialog()
        .tryAsk(MiCommand.raw("-file-exec-and-symbols", plain.toString()), GdbDialog.LONG)
        .isPresent();
  }

  private static GdbEngine engine(GdbEngine.Parts parts, OpenOptions options) {
    GdbSetup setup = new GdbSetup(parts.dialog());
    String version = setup.version();
    setup.safeDefaults(options);
    Optional<GdbExtension> extension = GdbExtension.load(parts.dialog());
    Optional<String> commands = Optional.ofNullable(System.getProperty("pmdb.python"));
    extension.ifPresent(it -> commands.map(Path::of).ifPresent(it::addCommands));
    Optional<String> narrow = setup.mendRegisters(version);
    return new GdbEngine(parts, version, extension, narrow);
  }

  private interface Opening {
    GdbEngine open(GdbEngine.Parts parts) throws IOException;
  }

  /// Starts gdb and opens a target; a gdb whose target could not be opened is ended.
  private GdbEngine opening(OpenOptions options, Opening opening) {
    Transcript transcript = transcript(options);
    GdbEngine.Parts parts = parts(gdbs.apply(options), transcript);
    boolean opened = false;
    try {
      GdbEngine engine = opening.open(parts);
      opened = true;
      return engine;
    } catch (IOException e) {
      throw new UserError(
          "the files for gdb cannot be laid out: " + e.getMessage(),
          "Is there room in the directory for temporary files?",
          e);
    } catch (GdbError e) {
      throw new UserError("gdb refused " + e.command() + ": " + e.words(), "", e);
    } finally {
      if (!opened) {
        new GdbEnd(parts.connection(), parts.session(), parts.dialog()).end();
        parts.events().close();
        parts.links().close();
      }
    }
  }

  private static GdbEngine.Parts parts(GdbConnection connection, Transcript transcript) {
    GdbState state = new GdbState();
    GdbEvents events = new GdbEvents();
    MiSession session =
        MiSession.open(
            new MiTransport(connection.miIn(), connection.miOut()),
            transcript,
            record -> {
              if (state.take(record)) {
                events.changed();
              }
            });
    GdbDialog dialog = new GdbDialog(connection, session);
    return new GdbEngine.Parts(connection, session, dialog, state, events, new LinkedFiles());
  }

  private static Transcript transcript(OpenOptions options) {
    if (options.record().isEmpty()) {
      return Transcript.none();
    }
    Path file = options.record().get();
    try {
      return Transcript.to(file);
    } catch (IOException e) {
      throw new UserError(
          "the transcript cannot be written to " + file + ": " + e.getMessage(),
          "Name another file to --record.",
          e);
    }
  }

  private static void told(String what, Runnable request) {
    try {
      request.run();
    } catch (GdbError e) {
      throw new UserError(what + ": " + e.words(), "", e);
    }
  }
}
