package io.github.pmdb.app;

import io.github.pmdb.app.request.Request;
import io.github.pmdb.command.Commands;
import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.core.packed.CacheDirectory;
import io.github.pmdb.gdb.GdbStart;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.shell.NativeConsole;
import io.github.pmdb.target.SnapshotReaders;
import io.github.pmdb.target.Target;
import io.github.pmdb.target.Targets;
import io.github.pmdb.verdict.VerdictKind;
import io.github.pmdb.verdict.Verdicts;
import io.github.pmdb.watchdog.Watchdog;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/// The real parts.
final class Workshop implements Assembly {
  private final Request.Settings settings;
  private final GdbConsoles consoles;

  Workshop(Request.Settings settings, Streams streams) {
    this.settings = settings;
    this.consoles = new GdbConsoles(streams.environment());
  }

  private static final class Readers implements SnapshotReaders {
    @Override
    public CoreSnapshot core(Path file, CoreOptions options) {
      return CoreFiles.open(file, options);
    }

    @Override
    public LiveSnapshot process(long pid) {
      return LiveProcess.open(pid);
    }

    @Override
    public <T> BriefStop.Moment<T> briefly(long pid, Function<LiveSnapshot, T> reading) {
      return BriefStop.read(pid, reading);
    }

    @Override
    public Pause copy(long pid, Consumer<String> progress, Runnable check) {
      return Pause.copying(pid, CacheDirectory.places(), progress, check);
    }

    @Override
    public Pause pause(long pid) {
      return StoppedProcess.stop(pid);
    }
  }

  @Override
  public Targets targets() {
    return new Targets(new Readers(), new GdbStart(consoles::start), Watchdog::start);
  }

  @Override
  public Commands commands() {
    return Catalog.all(settings.gdb());
  }

  @Override
  public NativeConsole console(Target target) {
    return consoles.of(target, settings.useGdb());
  }

  @Override
  public VerdictKind verdict(Target target) {
    return Verdicts.kind(target);
  }

  @Override
  public void close() {
    consoles.close();
  }
}
