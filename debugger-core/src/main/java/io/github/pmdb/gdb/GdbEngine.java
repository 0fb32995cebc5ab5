package io.github.pmdb.gdb;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.gdb.files.LinkedFiles;
import io.github.pmdb.gdb.files.ObjectNames;
import io.github.pmdb.mi.MiAnswer.Done;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Intervention;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// A gdb that has a target. Asked little and only when something is wanted; every request has a
/// limit and ends when the asking thread is interrupted.
final class GdbEngine implements LiveEngine {
  private static final Duration FRAMES = Duration.ofMinutes(2);

  private final GdbConnection connection;
  private final MiSession session;
  private final GdbDialog dialog;
  private final GdbState state;
  private final GdbEvents events;
  private final Stopping stopping;
  private final LinkedFiles links;
  private final String version;
  private final Optional<String> narrow;
  private final Optional<GdbExtension> extension;
  private final PlainFrames plain;
  private Supplier<LongFunction<Optional<String>>> objects;
  private final List<Runnable> farewells = new ArrayList<>();
  private boolean core;
  private boolean blind;
  private boolean started;
  private boolean closed;

  /// @param parts a gdb that answers and has been set up
  /// @param narrow why it can not write all registers of this machine
  GdbEngine(
      Parts parts, String version, Optional<GdbExtension> extension, Optional<String> narrow) {
    this.connection = parts.connection();
    this.session = parts.session();
    this.dialog = parts.dialog();
    this.state = parts.state();
    this.stopping = new Stopping(connection, dialog, state);
    this.events = parts.events();
    this.links = parts.links();
    this.version = version;
    this.extension = extension;
    this.narrow = narrow;
    this.plain = new PlainFrames(dialog);
    this.objects = ObjectNames.live(this::pid);
  }

  /// What an engine stands on.
  record Parts(
      GdbConnection connection,
      MiSession session,
      GdbDialog dialog,
      GdbState state,
      GdbEvents events,
      LinkedFiles links) {}

  /// The target is a core from now on.
  ///
  /// @param names which object lies at an address
  /// @param withProgram whether gdb has the program's file; without it gdb finds no library either
  void isCore(Supplier<LongFunction<Optional<String>>> names, boolean withProgram) {
    core = true;
    objects = names;
    blind = !withProgram;
  }

  /// The target was started by us and ends with us.
  void isStarted() {
    started = true;
  }

  @Override
  public String title() {
    return "gdb " + version;
  }

  @Override
  public boolean alive() {
    return !closed && dialog.answering();
  }

  @Override
  public List<NativeFrame> frames(long tid, int limit) {
    requireStopped();
    requireSight();
    FramesReply reply =
        told(
            "the frames of thread " + tid,
            () ->
                extension.isPresent()
                    ? extension.get().frames(tid, limit, FRAMES)
                    : plain.frames(tid, limit, FRAMES));
    return reply.nativeFrames(objects.get());
  }

  @Override
  public Selection selection() {
    GdbExtension.SelectionReply reply =
        told(
            "the selected frame",
            () -> extension.isPresent() ? extension.get().selection() : plain.selection());
    return new Selection(reply.lwp(), reply.level());
  }

  @Override
  public void selectThread(long tid) {
    told(
        "thread " + tid,
        () -> extension.map(e -> e.select(tid, 0)).orElseGet(() -> plain.selectThread(tid)));
  }

  @Override
  public void selectFrame(int level) {
    requireStopped();
    told(
        "frame " + level,
        () ->
            extension
                .map(e -> e.select(selection().tid(), level))
                .orElseGet(() -> plain.selectFrame(level)));
  }

  @Override
  public List<String> complete(String line) {
    return dialog
        .tryAsk(MiCommand.of("-complete", line), GdbDialog.QUICK)
        .map(Done::results)
        .map(results -> results.list("matches").values().map(value -> value.text()).toList())
        .orElse(List.of());
  }

  @Override
  public boolean stopped() {
    return core || !state.running();
  }

  /// A stop is told on another way than the console's, on which it was shown; an answer comes
  /// behind it.
  @Override
  public void catchUp() {
    if (alive()) {
      dialog.catchUp();
      stopping.dropSignal();
    }
  }

  @Override
  public OptionalLong pid() {
    return core ? OptionalLong.empty() : state.pid();
  }

  @Override
  public long enginePid() {
    return connection.pid();
  }

  @Override
  public void detach() {
    if (!letGo()) {
      throw new UserError(
          "gdb (process " + connection.pid() + ") did not let the process go and was killed",
          "The process runs on.");
    }
  }

  /// One at a time: a signal and the end of the session may come together.
  ///
  /// @return false when gdb did not listen and was killed
  private boolean letGo() {
    synchronized (farewells) {
      return letGoNow();
    }
  }

  private boolean letGoNow() {
    if (core || closed || state.processes().isEmpty()) {
      return true;
    }
    if (connection.alive() && !dialog.rouse()) {
      return false;
    }
    if (!dialog.answering()) {
      return true;
    }
    return GdbDialog.uninterrupted(() -> {
      stopForLeaving();
      Optional<UserError> failure = bidFarewell();
      for (Map.Entry<String, Long> process : state.processes().entrySet()) {
        leave(process.getKey(), process.getValue());
      }
      failure.ifPresent(e -> {
        throw e;
      });
      return true;
    });
  }

  private Optional<UserError> bidFarewell() {
    Optional<UserError> failure = Optional.empty();
    while (!farewells.isEmpty()) {
      try {
        farewells.removeFirst().run();
      } catch (UserError e) {
        failure = Optional.of(e);
      }
    }
    return failure;
  }

  @Override
  public void beforeLeaving(Runnable action) {
    farewells.add(action);
  }

  private void leave(String group, long pid) {
    told(
        "detaching from process " + pid,
        () -> dialog.ask(MiCommand.of("-target-detach", group), GdbDialog.QUICK));
  }

  private void stopForLeaving() {
    if (state.running()) {
      interrupt();
    }
  }

  @Override
  public void interrupt() {
    if (stopped()) {
      return;
    }
    told(
        "stopping",
        () -> {
          stopping.await();
          return true;
        });
  }

  @Override
  public boolean stopBySignal(boolean anyway) {
    return stopping.bySignal(anyway);
  }

  @Override
  public Intervention intervention() {
    narrow.ifPresent(reason -> {
      throw new UserError(
          title()
              + " is older than this processor (AMX) and can not write its registers: "
              + reason,
          "A call would damage the process. Install gdb 14 or newer, or name one by --gdb.");
    });
    return new GdbIntervention(
        dialog,
        state,
        extension.orElseThrow(() ->
            new UserError(
                "this gdb was built without Python, which is needed for changing the process",
                "Name another gdb by --gdb.")),
        this,
        stopping);
  }

  @Override
  public Optional<StopSignal> stopSignal() {
    return state.signal();
  }

  @Override
  public Map<Long, Registers> registers() {
    if (!stopped() || !alive() || extension.isEmpty()) {
      return Map.of();
    }
    return told("the registers", () -> extension.get().registers().byThread());
  }

  @Override
  public List<Long> breakpointAddresses() {
    return told("the breakpoints", () -> BreakpointAddresses.read(dialog));
  }

  @Override
  public long changes() {
    return state.changes();
  }

  @Override
  public void onChange(Runnable listener) {
    events.add(listener);
  }

  /// Without unwind tables gdb guesses, and what it guesses looks like frames.
  private void requireSight() {
    if (blind) {
      throw new UserError(
          "gdb has no file of the program that fits the core, and cannot follow stacks without it",
          "Name the program that made the core; our own unwinder is used meanwhile.");
    }
  }

  private void requireStopped() {
    if (!stopped()) {
      throw new UserError("the process runs", "Stop it first: Ctrl-C, or `interrupt`.");
    }
  }

  /// Runs a request; gdb's refusal is told as the user's own words for what was wanted.
  static <T> T told(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (GdbError e) {
      throw new UserError(what + ": gdb says: " + e.words(), "", e);
    }
  }

  /// Leaves the process, then gdb; what does not happen in time is done by SIGKILL, upon which the
  /// kernel lets the process run on.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (!started) {
        letGo();
      }
    } finally {
      closed = true;
      new GdbEnd(connection, session, dialog).end();
      events.close();
      links.close();
    }
  }
}
