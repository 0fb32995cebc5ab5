package io.github.pmdb.breakin;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Readiness;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.Intervention;
import io.github.pmdb.target.Intervention.Run;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.StopSignal;
import io.github.pmdb.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Runs Python code in a live process that stands still.
public final class CodeRunner {
  private static final int READ_WRITE = 3;
  private static final int READ_EXECUTE = 5;
  private static final int PRIVATE_ANONYMOUS = 0x22;

  /// Of mmap: errors are the negative numbers down to this one.
  private static final long LOWEST_ERRNO = -4095;

  private static final String GOES_ON = "It goes on in the process by itself when that runs";

  private final LiveTarget target;
  private final LiveEngine engine;
  private final Inspector inspector;
  private final Intervention intervention;
  private final PythonApi api;

  private CodeRunner(LiveTarget target, LiveEngine engine, Inspector inspector) {
    this.target = target;
    this.engine = engine;
    this.inspector = inspector;
    this.intervention = engine.intervention();
    this.api = PythonApi.in(target.snapshot());
  }

  /// @throws UserError when no code can be run in this target, with the reason
  public static CodeRunner in(Target target, Inspector inspector) {
    if (!(target instanceof LiveTarget live)) {
      throw core();
    }
    Optional<Engine> engine = live.engine();
    if (!(engine.orElse(null) instanceof LiveEngine stopped)) {
      throw new UserError("code is run through gdb, which is not used here", "`pmdb attach PID`");
    }
    if (live.snapshot().architecture() != Architecture.X86_64) {
      throw new UserError("code can be run on x86-64 only, as yet", "");
    }
    return new CodeRunner(live, stopped, inspector);
  }

  /// What is to be said of a core.
  public static UserError core() {
    return new UserError(
        "no code can be run in a core: the process that it was is gone",
        "py-print, py-locals and py-bt-full read what it held.");
  }

  /// What is to be said of a thread of another interpreter than the main one.
  public static UserError subInterpreter() {
    return new UserError(
        "the thread runs a sub-interpreter, into which no code can be brought from outside",
        "`thread` selects another one; `py-threads` lists them.");
  }

  /// The process that stands still.
  long pid() {
    return target.pid();
  }

  /// Lets the process stop where a function of the C library is called with `mark`.
  void listen(String function, long mark) {
    intervention.listen(PythonApi.anywhere(snapshot(), function), mark);
  }

  /// Which of these calls stop it from now on.
  void heed(int... letters) {
    intervention.heed(letters);
  }

  /// Runs an action before the process is left.
  void beforeLeaving(Runnable action) {
    engine.beforeLeaving(action);
  }

  private Snapshot snapshot() {
    return target.snapshot();
  }

  /// How code is to be run.
  ///
  /// @param letRun whether the process may run on until the thread that holds the GIL gives it away
  /// @param limit after which it is left to itself
  public record Terms(boolean letRun, Duration limit) {}

  /// Runs a program: by the thread that stands at a Python breakpoint, or by a new one.
  ///
  /// @return the bytes that it left in `answer`
  /// @throws UserError when it may not be run now, or was not done in time
  byte[] run(Program program, Terms terms) {
    Optional<StandingThread> standing = standing();
    if (standing.isEmpty()) {
      return beginsModule()
          ? runOnSelected(program.with("own", 1), terms)
          : runOnNewThread(program, terms);
    }
    Engine.Selection before = engine.selection();
    try {
      return standing.get().run(program.expression(), terms);
    } finally {
      if (canBeAsked()) {
        selectAgain(before, true);
      }
    }
  }

  /// The thread that stands at a Python breakpoint.
  OptionalLong standingThread() {
    return standing().stream().mapToLong(StandingThread::tid).findFirst();
  }

  private Optional<StandingThread> standing() {
    return StandingThread.in(intervention, () -> snapshot().memory());
  }

  /// Whether the selected thread is about to run a module: it has the GIL, and may run anything.
  private boolean beginsModule() {
    long tid = engine.selection().tid();
    return tid != 0
        && engine.frames(tid, 1).stream()
            .anyMatch(frame -> frame.pc() == api.address(PythonApi.EVAL_CODE));
  }

  private byte[] runOnSelected(Program program, Terms terms) {
    refuse(inspector.readiness().obstacles());
    Engine.Selection before = engine.selection();
    byte[] text = program.expression();
    Stub.Place place = place(before.tid(), text);
    try {
      intervention.write(place.name(), place.namesAndText(text));
      put(place, program.threads() && api.needsEachThread());
      intervention.call(before.tid(), place.code());
      return answer(place, new Run.Stopped(Optional.empty()), terms);
    } finally {
      giveBack(before.tid(), place);
      if (canBeAsked()) {
        selectAgain(before, true);
      }
    }
  }

  /// As [#run], by a new thread in any case.
  byte[] runOnNewThread(Program program, Terms terms) {
    Readiness readiness = inspector.readiness();
    refuse(readiness.obstacles());
    if (!readiness.free() && !terms.letRun()) {
      throw gilHeld(readiness);
    }
    Engine.Selection before = engine.selection();
    intervention.heed();
    try {
      return runOnNewThread(program, terms, readiness.free(), before);
    } finally {
      if (canBeAsked()) {
        intervention.heed(StandingThread.BREAKPOINT);
        selectAgain(before, readiness.free());
      }
    }
  }

  private byte[] runOnNewThread(
      Program program, Terms terms, boolean free, Engine.Selection before) {
    byte[] text = program.expression();
    long quiet = QuietThread.find(engine, snapshot().threads(), selected(before));
    if (!free) {
      refuseWithoutGil(quiet);
    }
    Stub.Place place = place(quiet, text);
    try {
      intervention.write(place.name(), place.namesAndText(text));
      Stub stub = put(place, program.threads() && api.needsEachThread());
      return answer(place, onNewThread(quiet, stub, place, free, terms), terms);
    } finally {
      giveBack(quiet, place);
    }
  }

  private long selected(Engine.Selection selection) {
    return selection.tid() != 0 ? selection.tid() : snapshot().threads().getFirst().tid();
  }

  private static void refuse(List<String> obstacles) {
    if (!obstacles.isEmpty()) {
      throw new UserError("no code can be run now: " + obstacles.getFirst(), "");
    }
  }

  /// A thread that was never asked for the GIL does not wait for one: the new thread would run
  /// Python beside it, and both would crash.
  private void refuseWithoutGil(long quiet) {
    OptionalLong created = api.gilCreated();
    if (created.isPresent() && (int) intervention.call(quiet, created.getAsLong()) == 0) {
      throw new UserError(
          "no code can be run now: the process has never had a second Python thread, so its thread"
              + " would not wait for the one that runs the code",
          "It can be run while that thread waits for something, in `select` or `sleep`, say:"
              + " `continue`, then Ctrl-C, and try again.");
    }
  }

  private UserError gilHeld(Readiness readiness) {
    String who =
        holder(readiness)
            .flatMap(thread -> thread.tid().stream().boxed().findFirst())
            .map(tid -> "thread " + tid + " holds the GIL")
            .orElse("a thread may hold the GIL");
    return new UserError(
        who + " and stands still: Python code would wait for it for ever",
        "--run lets the process run on until that thread gives the GIL away, which moves its frames."
            + " Code that was left to itself is done once the process runs: `continue`; what pmdb has"
            + " put into it goes when pmdb leaves: `quit`.");
  }

  private Optional<ScriptThread> holder(Readiness readiness) {
    return inspector.threads().stream()
        .filter(thread -> OptionalLong.of(thread.address()).equals(readiness.holder()))
        .findFirst();
  }

  private Stub.Place place(long quiet, byte[] text) {
    long length = Stub.Place.lengthFor(text);
    long data = map(quiet, length, READ_WRITE);
    long code = map(quiet, Stub.Place.CODE_LENGTH, READ_EXECUTE);
    return new Stub.Place(code, data, length);
  }

  private long map(long quiet, long length, int protection) {
    long address =
        intervention.call(
            quiet, api.address("mmap"), 0, length, protection, PRIVATE_ANONYMOUS, -1, 0);
    if (address >= LOWEST_ERRNO && address < 0) {
      throw new UserError(
          "the process was refused %d bytes of memory (errno %d)".formatted(length, -address), "");
    }
    return address;
  }

  private Stub put(Stub.Place place, boolean threads) {
    Stub stub = Stub.ofThread(api, place, threads);
    intervention.write(place.code(), stub.bytes());
    if (threads) {
      intervention.write(place.code() + Stub.Place.EACH, EachThread.code(api));
    }
    return stub;
  }

  private Run onNewThread(long quiet, Stub stub, Stub.Place place, boolean alone, Terms terms) {
    Intervention.Called started =
        intervention.startThread(quiet, api.address("PyThread_start_new_thread"), place.code(), 0);
    if (started.value() == -1) {
      throw new UserError("the process can start no more threads", "");
    }
    // A thread that has just been born runs before gdb stops it, mostly to its end.
    OptionalLong only = alone ? started.born() : OptionalLong.empty();
    return ended(place)
        ? new Run.There()
        : Patience.run(
            (thread, limit) -> intervention.runTo(stub.end(), thread, limit), only, terms.limit());
  }

  private boolean ended(Stub.Place place) {
    return snapshot().memory().i32(place.data()) != 0;
  }

  private byte[] answer(Stub.Place place, Run run, Terms terms) {
    if (run instanceof Run.Ended || !ended(place)) {
      throw undone(run, terms);
    }
    Memory memory = snapshot().memory();
    if (memory.i32(place.data()) != 1) {
      throw new UserError("CPython refused to run the code", "Is it short of memory?");
    }
    int length = (int) memory.i64(place.data() + Long.BYTES);
    return memory.bytes(place.answer(), Math.clamp(length, 0, Stub.Place.LONGEST_ANSWER));
  }

  /// What is to be said of code that gave no answer.
  static UserError undone(Run run, Terms terms) {
    return switch (run) {
      case Run.Late() ->
          new UserError(
              "the code was not done within %d s".formatted(terms.limit().toSeconds()),
              GOES_ON + "; --timeout S waits longer.");
      case Run.Cancelled() -> new UserError("cancelled before the code was done", GOES_ON + ".");
      case Run.Stopped(Optional<StopSignal> signal) ->
          new UserError(
              "the process stopped before the code was done"
                  + signal.map(s -> ", at " + s.name()).orElse(""),
              GOES_ON + "; `frame` shows where it stopped.");
      case Run.Ended() -> new UserError("the process ended before the code was done", "");
      case Run.There() -> unreadable();
    };
  }

  static UserError unreadable() {
    return new UserError("the process gave no answer that can be read", "");
  }

  /// Unmaps the memory, unless a thread is still in it, which does it itself then.
  private void giveBack(long quiet, Stub.Place place) {
    if (!canBeAsked()) {
      return;
    }
    if (snapshot().memory().i32(place.kept()) != 0) {
      return;
    }
    if (ended(place) && threads().noneMatch(tid -> within(tid, place))) {
      intervention.call(quiet, api.address("munmap"), place.data(), place.dataLength());
      intervention.call(quiet, api.address("munmap"), place.code(), Stub.Place.CODE_LENGTH);
    } else {
      intervention.write(place.leftAlone(), new byte[] {1, 0, 0, 0});
    }
  }

  /// Whether the process is still there and stands still.
  private boolean canBeAsked() {
    return engine.pid().isPresent() && engine.stopped();
  }

  private LongStream threads() {
    return snapshot().threads().stream().mapToLong(ThreadInfo::tid);
  }

  /// A thread that has given its answer calls nothing more there; one that is ending is nowhere.
  private boolean within(long tid, Stub.Place place) {
    return target
        .snapshot()
        .blockedAt(tid)
        .filter(
            at -> Addresses.within(at.pc(), place.code(), place.code() + Stub.Place.CODE_LENGTH))
        .isPresent();
  }

  private void selectAgain(Engine.Selection before, boolean stoodStill) {
    if (before.tid() != 0) {
      engine.selectThread(before.tid());
      if (stoodStill) {
        engine.selectFrame(before.frameLevel());
      }
    }
  }
}
