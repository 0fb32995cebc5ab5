package io.github.pmdb.command;

import io.github.pmdb.breakin.PythonBreakpoints;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.SourceFinder;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The session of one run of pmdb. The engine's selection is the truth once an engine runs, since a
/// user may have changed it at gdb's own console.
public final class OpenSession implements Session {
  private final @Nullable Target target;
  private final SourceFinder sources;
  private final Consumer<String> progress;
  private long selectedThread;
  private @Nullable SelectedScriptFrame selectedFrame;
  private final List<Path> debugDirectories;
  private final PythonBreakpoints breakpoints = new PythonBreakpoints();
  private final Background background = new Background();
  private final List<Problem> notes = new ArrayList<>();
  private boolean ended;

  /// Whether it has been told that the engine does not answer.
  private boolean hanging;

  /// The engine's selected frame when ours was last brought in step with it.
  private int engineLevel;

  /// @param target absent for commands that need none
  public OpenSession(@Nullable Target target, OpenOptions options) {
    this.target = target;
    this.progress = options.progress();
    this.debugDirectories = options.debugDirectories();
    this.sources =
        new SourceFinder(
            options.sourcePaths(),
            options.roots(),
            () -> target().snapshot().process(),
            new InspectedSources(this::target));
  }

  @Override
  public Target target() {
    if (target == null) {
      throw new UserError("nothing is open", "start with `pmdb core FILE` or `pmdb attach PID`");
    }
    return target;
  }

  @Override
  public synchronized long selectedThread() {
    long engines = engineSelection().map(Engine.Selection::tid).orElse(0L);
    if (engines != 0) {
      moveTo(engines);
    }
    if (selectedThread == 0) {
      List<ThreadInfo> threads = target().snapshot().threads();
      if (threads.isEmpty()) {
        throw new UserError("the target has no threads", "`verdict` tells what is known of it");
      }
      selectedThread = threads.getFirst().tid();
    }
    return selectedThread;
  }

  /// What is selected at the engine; absent when none runs, or it hangs: commands that need no
  /// engine then go on with our own selection.
  private Optional<Engine.Selection> engineSelection() {
    Optional<Engine> engine = startedEngine();
    try {
      Optional<Engine.Selection> selection = engine.map(Engine::selection);
      hanging = false;
      return selection;
    } catch (UserError e) {
      if (engine.isEmpty() || engine.get().alive()) {
        throw e;
      }
      if (!hanging) {
        hanging = true;
        notes.add(new Problem(e.getMessage() + "; pmdb goes on without it", ""));
      }
      return Optional.empty();
    }
  }

  @Override
  public synchronized List<Problem> takeNotes() {
    List<Problem> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  private void moveTo(long tid) {
    if (tid != selectedThread) {
      selectedThread = tid;
      selectedFrame = null;
      engineLevel = 0;
    }
  }

  @Override
  public synchronized void selectThread(long tid) {
    // An engine that hangs is no longer there after this.
    engineSelection();
    startedEngine().ifPresent(engine -> engine.selectThread(tid));
    moveTo(tid);
  }

  /// A user who moved at the engine's console, by `frame`, `up` or `down`, has moved here too.
  @Override
  public synchronized Optional<SelectedScriptFrame> selectedScriptFrame() {
    long tid = selectedThread();
    boolean stopped = startedEngine().filter(Engine::stopped).isPresent();
    Optional<Engine.Selection> engines = stopped ? engineSelection() : Optional.empty();
    if (engines.isPresent() && engines.get().frameLevel() != engineLevel) {
      engineLevel = engines.get().frameLevel();
      selectedFrame =
          FrameSync.of(target(), tid).flatMap(s -> s.scriptFrame(engineLevel)).orElse(null);
    }
    return Optional.ofNullable(selectedFrame);
  }

  @Override
  public synchronized void selectScriptFrame(SelectedScriptFrame frame) {
    selectedFrame = frame;
    Optional<Engine> engine = startedEngine().filter(Engine::stopped);
    if (engine.isPresent()) {
      FrameSync.of(target(), selectedThread()).ifPresent(s -> follow(engine.get(), s, frame));
    }
  }

  /// Starts the engine for a line at its console, and shows it at once what was selected before it
  /// ran.
  public synchronized void startEngine() {
    boolean started = startedEngine().isPresent();
    Optional<Engine> engine = target().engine();
    if (!started && engine.isPresent() && engine.get().stopped() && selectedThread != 0) {
      engine.get().selectThread(selectedThread);
      if (selectedFrame != null) {
        selectScriptFrame(selectedFrame);
      }
    }
  }

  private void follow(Engine engine, FrameSync sync, SelectedScriptFrame frame) {
    OptionalInt level = sync.nativeLevel(frame.frame());
    if (level.isPresent()) {
      engine.selectFrame(level.getAsInt());
      engineLevel = level.getAsInt();
    }
  }

  @Override
  public PythonBreakpoints breakpoints() {
    return breakpoints;
  }

  @Override
  public Background background() {
    return background;
  }

  @Override
  public List<Path> debugDirectories() {
    return debugDirectories;
  }

  @Override
  public SourceFinder sources() {
    return sources;
  }

  @Override
  public void progress(String what) {
    progress.accept(what);
  }

  @Override
  public synchronized void end() {
    ended = true;
  }

  /// Whether a command asked for the end.
  public synchronized boolean ended() {
    return ended;
  }

  /// The engine, where one runs already: looking at the selection is no reason to start one.
  private Optional<Engine> startedEngine() {
    return target == null ? Optional.empty() : target.startedEngine().filter(Engine::alive);
  }
}
