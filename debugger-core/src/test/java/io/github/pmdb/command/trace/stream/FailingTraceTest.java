package io.github.pmdb.command.trace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Background;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A fault of pmdb itself while a trace begins or goes on.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FailingTraceTest {
  private final RunningFixture target =
      Fixture.start(List.of(Fixture.compile("tailcalls", "-O2").toString()));
  private final SymbolStore store =
      new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0);
  private final AtomicBoolean closed = new AtomicBoolean();

  @AfterEach
  void end() {
    store.close();
    target.close();
  }

  /// The target, of which one question ends with a fault.
  private Subject failingAt(String method) {
    Subject real = Subject.of(new Whom.Running(target.pid()), store);
    return (Subject)
        Proxy.newProxyInstance(
            Subject.class.getClassLoader(),
            new Class<?>[] {Subject.class},
            (_, called, arguments) -> {
              if (called.getName().equals(method)) {
                throw new IllegalStateException("a fault");
              }
              closed.compareAndSet(false, called.getName().equals("close"));
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long probes() {
    return AttachedLinks.list().stream().filter(it -> it.what().pid() == target.pid()).count();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private TraceJob job(String method, Background background) {
    TraceWish wish =
        new TraceWish(
            "outer",
            TraceWish.Kind.PLACES,
            Duration.ofHours(1),
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            false);
    return new TraceJob(1, () -> failingAt(method), Set::of, wish, background, Optional.empty());
  }

  @Test
  void aTraceThatCannotBeginLetsGo() {
    TraceJob job = job("standsStill", new Background());
    assertThrows(IllegalStateException.class, job::enable);
    assertTrue(closed.get());
    await(() -> probes() == 0);
  }

  @Test
  void aTraceThatFailsLaterIsToldAndEnds() {
    List<String> told = new CopyOnWriteArrayList<>();
    Background background = new Background();
    background.listen(page -> told.add(page.text().strip()));
    TraceJob job = job("begin", background);
    job.enable();
    await(() -> job.status().state() == Background.State.ENDED);
    assertTrue(told.getFirst().contains("a fault of pmdb"), told.toString());
    assertTrue(closed.get());
    await(() -> probes() == 0);
  }

  @Test
  void stacksThatCannotBeCountedLeaveNoProbe() {
    try (Subject subject = failingAt("begin")) {
      assertThrows(
          IllegalStateException.class,
          () -> StackCounts.start(subject, "outer", StackCounts.How.POINTERS, 1000));
      await(() -> probes() == 0);
    }
  }

  @Test
  void stacksThatCannotBeReadAreTold() {
    try (Subject subject = failingAt("process");
        StackCounts counts = StackCounts.start(subject, "outer", StackCounts.How.POINTERS, 1000)) {
      target.ask("1");
      await(counts::over);
      counts.stop();
      UserError error = assertThrows(UserError.class, counts::counts);
      assertEquals(
          "the stacks could not be read any further: java.lang.IllegalStateException: a fault",
          error.getMessage());
    }
  }
}
