package io.github.pmdb.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.FakeCore;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Holder;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.TaskCircle;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.Readiness;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.stack.SourceLines;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which waits for locks make a deadlock, and how the others are told.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LockReadingTest {
  private static final ScriptFrame AT =
      new ScriptFrame(
          "Python",
          0,
          0x1000,
          "take",
          "/app/main.py",
          7,
          Optional.empty(),
          Optional.empty(),
          true,
          Certainty.SURE,
          "");

  private static Wait wait(long tid, long holder, boolean timed, boolean sure) {
    return new Wait(
        tid,
        0x10 * tid,
        "a Lock",
        AT,
        timed,
        false,
        Optional.of(new Holder(holder, sure)),
        "it says so");
  }

  /// A core of threads 100 (main) and 101 (worker).
  private static FakeCore core(List<Problem> problems, Wait... waits) {
    return core(new LockReport(List.of(waits), List.of(), problems));
  }

  private static FakeCore core(LockReport report) {
    Object inspector =
        Proxy.newProxyInstance(
            LockReadingTest.class.getClassLoader(),
            new Class<?>[] {Inspector.class, LockInspector.class},
            (_, method, _) -> method.getName().equals("locks") ? report : nothing(method));
    return new FakeCore(Path.of("/"), List.of((Inspector) inspector), List.of());
  }

  private static Object nothing(Method method) {
    if (method.getReturnType() == Readiness.class) {
      return Readiness.UNKNOWN;
    }
    return method.getReturnType() == List.class
        ? List.of()
        : method.getReturnType() == Optional.class ? Optional.empty() : "";
  }

  @Test
  void tasksThatWaitForEachOtherAreDeadlocked() {
    TaskCircle circle = new TaskCircle(101, true, List.of("deadlock: this", "and that"));
    FakeCore core = core(new LockReport(List.of(), List.of(circle), List.of()));
    Verdict verdict = Verdicts.of(core, SourceLines.NONE);
    assertEquals(VerdictKind.DEADLOCKED, verdict.kind());
    assertEquals(circle.told(), verdict.reasons());
    assertEquals(101, LockReading.of(core, SourceLines.NONE).telling(Optional.empty()));
  }

  @Test
  void tasksThatAnotherThreadMayReachAreToldAndNoDeadlock() {
    TaskCircle circle = new TaskCircle(101, false, List.of("this", "and that"));
    FakeCore core = core(new LockReport(List.of(), List.of(circle), List.of()));
    Verdict verdict = Verdicts.of(core, SourceLines.NONE);
    assertEquals(VerdictKind.DUMPED, verdict.kind());
    assertTrue(reasons(core).contains("this\nand that"), () -> reasons(core));
  }

  @Test
  void whoWaitsForEachOtherIsDeadlocked() {
    FakeCore core = core(List.of(), wait(100, 101, false, true), wait(101, 100, false, true));
    assertEquals(
        List.of(100L, 101L), LockReading.of(core, SourceLines.NONE).circles().getFirst().tids());
    assertEquals(VerdictKind.DEADLOCKED, Verdicts.kind(core));
  }

  @Test
  void aWaitThatEndsByItselfIsNoDeadlock() {
    FakeCore core = core(List.of(), wait(100, 101, false, true), wait(101, 100, true, true));
    assertEquals(List.of(), LockReading.of(core, SourceLines.NONE).circles());
    assertEquals(VerdictKind.DUMPED, Verdicts.kind(core));
    assertTrue(
        reasons(core).contains("thread 101 (worker) (for a limited time) waits for a Lock at "),
        () -> reasons(core));
  }

  @Test
  void aHolderThatIsOnlyLikelyIsNoDeadlock() {
    FakeCore core = core(List.of(), wait(101, 101, false, false));
    assertEquals(List.of(), LockReading.of(core, SourceLines.NONE).circles());
    assertTrue(
        reasons(core).contains("perhaps held by thread 101 (worker): it says so"),
        () -> reasons(core));
  }

  private static Wait unknown(long tid, boolean timed) {
    return new Wait(tid, 0x10 * tid, "a Lock", AT, timed, false, Optional.empty(), "nobody says");
  }

  @Test
  void whereNobodyIsLeftToReleaseALockItIsADeadlock() {
    FakeCore core = core(List.of(), wait(100, 101, false, true), unknown(101, false));
    assertEquals(VerdictKind.DEADLOCKED, Verdicts.kind(core));
    assertTrue(
        reasons(core)
            .startsWith(
                "deadlock: thread 101 (worker) waits for a lock that nobody is left to release"),
        () -> reasons(core));
  }

  @Test
  void anotherProcessIsLeftToReleaseALockThatItShares() {
    Wait shared =
        new Wait(101, 0x10, "a Lock", AT, false, true, Optional.empty(), "another process may");
    FakeCore core = core(List.of(), wait(100, 101, false, true), shared);
    assertEquals(List.of(), LockReading.of(core, SourceLines.NONE).circles());
    assertTrue(reasons(core).contains("another process may"), () -> reasons(core));
  }

  @Test
  void whoDoesNotWaitForEverIsLeftToReleaseALock() {
    assertEquals(VerdictKind.DUMPED, Verdicts.kind(core(List.of(), unknown(101, false))));
    assertEquals(
        VerdictKind.DUMPED,
        Verdicts.kind(core(List.of(), unknown(100, true), unknown(101, false))));
  }

  @Test
  void whatCouldNotBeReadIsTold() {
    FakeCore core = core(List.of(new Problem("what thread 0x7f00 waits for: no byte at 0x10")));
    assertTrue(
        Verdicts.of(core, SourceLines.NONE).problems().stream()
            .anyMatch(p -> p.what().contains("no byte at 0x10")),
        () -> Verdicts.of(core, SourceLines.NONE).problems().toString());
  }

  private static String reasons(FakeCore core) {
    return String.join("\n", LockReading.of(core, SourceLines.NONE).reasons());
  }
}
