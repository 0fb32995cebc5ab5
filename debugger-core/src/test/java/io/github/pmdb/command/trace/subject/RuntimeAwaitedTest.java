package io.github.pmdb.command.trace.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the wait for an interpreter that does not come.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RuntimeAwaitedTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger moments = new AtomicInteger();

  @TempDir Path directory;

  private RuntimeAwaited in(RunningFixture target, Duration patience) {
    return RuntimeAwaited.in(target.pid(), "Python", patience, moments::incrementAndGet);
  }

  @Test
  void aVersionThatIsNotKnownIsNotWaitedFor() throws IOException {
    Path program = Files.copy(Fixture.compile("spin"), directory.resolve("python3.5"));
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      UserError error = assertThrows(UserError.class, () -> in(target, LONG).close());
      assertTrue(error.toString().contains("runs CPython 3.5 (python3.5), which cannot be read"));
      assertEquals(1, moments.get());
    }
  }

  /// The program of a V8 is known before it has made a heap.
  @Test
  void aRuntimeWithoutAThreadIsNotYetThere() {
    Path program = Fixture.compile("spin", "-rdynamic", "-Wl,--defsym=v8dbg_HeapObjectTag=main");
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  RuntimeAwaited.in(
                          target.pid(), "JavaScript", Duration.ZERO, moments::incrementAndGet)
                      .close());
      assertTrue(error.toString().contains("has begun to run no JavaScript"), error.toString());
    }
  }

  @Test
  void thatThereIsNoneIsToldAtTheEnd() {
    try (RunningFixture target = Fixture.startC("spin")) {
      UserError error = assertThrows(UserError.class, () -> in(target, Duration.ZERO).close());
      assertTrue(error.toString().contains("runs no Python"), error.toString());
    }
  }

  @Test
  void oneThatHasYetToBeginIsUntilTheUserEndsIt() throws IOException {
    Path program = Files.copy(Fixture.compile("spin"), directory.resolve("python3.9"));
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      Cancellation cancellation = new Cancellation();
      Runnable proceed =
          () -> {
            if (moments.incrementAndGet() > 1) {
              cancellation.cancel();
              boolean _ = Thread.interrupted(); // the fixture is still to be waited for
            }
          };
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  cancellation.guard(
                      () -> RuntimeAwaited.in(target.pid(), "Python", LONG, proceed)));
      assertTrue(error.toString().contains("cancelled"), error.toString());
      assertEquals(2, moments.get());
    }
  }
}
