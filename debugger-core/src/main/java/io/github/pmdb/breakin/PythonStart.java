package io.github.pmdb.breakin;

import io.github.pmdb.breakin.CodeRunner.Terms;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Intervention;
import io.github.pmdb.target.Intervention.Run;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Lets a program whose Python has not started yet run on until code can be run in it, which is
/// before the first line of the user's own.
///
/// It stops where code of a module is about to run: the interpreter's own modules come first, and
/// the thread that stands there has the GIL and may run anything.
public final class PythonStart {
  /// For the way from one module to the next.
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// An interpreter runs some thirty modules of its own before it is ready.
  private static final int MOST_MODULES = 1_000;

  /// Of `e_entry` in the header of a 64-bit ELF file (elf.h).
  private static final int ENTRY = 24;

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ksh", "zsh", "busybox", "env", "coreutils");

  private static final Terms AT_ONCE = new Terms(false, Duration.ofSeconds(3));
  private static final String PROBE =
      "import gc, posix, sys; answer = bytes([sys.stdout is not None])";

  private final LiveTarget target;
  private final LiveEngine engine;

  private PythonStart(LiveTarget target, LiveEngine engine) {
    this.target = target;
    this.engine = engine;
  }

  /// @return whether the program was let run: not where Python can be seen already, or is not there
  ///   at all
  /// @throws UserError when it stopped or ended before
  public static boolean await(Target target) {
    if (!(target instanceof LiveTarget live)
        || !(target.engine().orElse(null) instanceof LiveEngine engine)
        || engine.pid().isEmpty()) {
      return false;
    }
    return new PythonStart(live, engine).run();
  }

  private boolean run() {
    Intervention process = engine.intervention();
    if (inspector().isPresent()) {
      return false;
    }
    if (!isLoaded() && !loads(process)) {
      refuseWrapper();
      return false;
    }
    Snapshot snapshot = target.snapshot();
    long module = PythonApi.anywhere(snapshot, PythonApi.EVAL_CODE);
    long initialized = PythonApi.anywhere(snapshot, "Py_IsInitialized");
    for (int i = 0; i < MOST_MODULES; i++) {
      if (!(process.runTo(module, OptionalLong.empty(), LIMIT) instanceof Run.There)) {
        throw new UserError(
            "the program stopped, ended or went on for %d s before its Python had started"
                .formatted(LIMIT.toSeconds()),
            "Set the breakpoint once Python runs: `continue`, Ctrl-C, then again.");
      }
      long tid = engine.selection().tid();
      if ((int) process.call(tid, initialized) != 0 && isReady()) {
        return true;
      }
    }
    throw new UserError("its Python did not start", "");
  }

  private boolean isLoaded() {
    return PythonApi.exports(target.snapshot(), PythonApi.EVAL_CODE);
  }

  /// A program without symbols stands in the dynamic linker at first, which has loaded nothing yet.
  ///
  /// @return whether Python is there once it has
  private boolean loads(Intervention process) {
    Snapshot snapshot = target.snapshot();
    boolean linked = snapshot.objects().stream().anyMatch(o -> o.path().contains("/libc.so"));
    Optional<LoadedObject> program =
        snapshot.objects().stream().filter(LoadedObject::isExecutable).findFirst();
    if (linked || program.isEmpty()) {
      return false;
    }
    long entry = snapshot.memory().i64(program.get().start() + ENTRY) + program.get().loadBias();
    return process.runTo(entry, OptionalLong.empty(), LIMIT) instanceof Run.There && isLoaded();
  }

  /// Of a script that starts Python by `exec`, such as those of version managers.
  private void refuseWrapper() {
    Optional<String> shell =
        target.snapshot().objects().stream()
            .filter(LoadedObject::isExecutable)
            .map(LoadedObject::path)
            .filter(path -> SHELLS.contains(path.substring(path.lastIndexOf('/') + 1)))
            .findFirst();
    shell.ifPresent(path -> {
      throw new UserError(
          "the program is still %s, which may start Python later".formatted(path),
          "`catch exec`, then `continue` until it has, and again; or name the interpreter itself.");
    });
  }

  /// CPython 3.6 calls itself initialized before it can import anything.
  private boolean isReady() {
    return inspector().filter(this::runsCode).isPresent();
  }

  private boolean runsCode(Inspector inspector) {
    try {
      byte[] answer = CodeRunner.in(target, inspector).run(Program.ofSource(PROBE), AT_ONCE);
      return answer.length == 1 && answer[0] == 1;
    } catch (UserError _) {
      // What it refuses here it takes a few modules later; the last one is the user's own.
      return false;
    }
  }

  private Optional<Inspector> inspector() {
    return target.interpreters().inspectors().stream()
        .filter(inspector -> inspector.language().equals("Python"))
        .findFirst();
  }
}
