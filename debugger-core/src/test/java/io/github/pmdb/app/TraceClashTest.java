package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.trace.Subjects;
import io.github.pmdb.command.trace.stream.TraceToEnd;
import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.output.Document;
import io.github.pmdb.thread.Cancellation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Traces beside what else happens: breakpoints in the same place, and Ctrl-C in the middle.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceClashTest {
  @TempDir Path directory;
  private RunningFixture target;

  @BeforeEach
  void start() {
    target =
        Fixture.start(
            List.of(Fixture.compile("logged").toString(), directory.resolve("truth").toString()));
  }

  @AfterEach
  void end() {
    target.close();
  }

  @Test
  void aTraceGivesWayToABreakpoint() {
    String said =
        Batch.attached(
            target,
            "trace step print x",
            "break step",
            "info traces",
            "enable trace 1",
            "delete 1",
            "enable trace 1",
            "info traces");
    assertTrue(
        said.matches("(?s).*trace 1 is disabled: the breakpoint at 0x[0-9a-f]+ would never.*"),
        said);
    assertTrue(said.matches("(?s).*1 +disabled +0 +0  step print x.*"), said);
    assertTrue(said.contains("the debugger has a breakpoint at 0x"), said);
    assertTrue(said.matches("(?s).*1 +running +0 +0  step print x.*"), said);
    target.ask("go 1");
  }

  @Test
  void noTraceIsPutWhereABreakpointIs() {
    String said = Batch.attached(target, "break step", "trace step print x", "trace *step print 1");
    assertTrue(said.contains("which would never stop beside a probe"), said);
    assertTrue(said.contains("trace 1: *step print 1"), said);
    target.ask("go 1");
  }

  /// A probe of ours is no breakpoint of the debugger that is attached.
  @Test
  void severalTracesAreAtOnePlaceOfAnAttachedProcess() {
    String said =
        Batch.attached(
            target,
            "trace step print x",
            "trace step print s",
            "trace-return step",
            "trace-tree step",
            "info traces");
    assertFalse(said.contains("no probe can be put"), said);
    assertTrue(said.matches("(?s).*4 +running +0 +0  step.*"), said);
    target.ask("go 1");
  }

  /// An interrupt closes the files that a thread reads: it must not be the one that looks at hits.
  @Test
  void cancellingInterruptsNobodyWhoReads() {
    Cancellation cancellation = new Cancellation();
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    List<String> notes = new CopyOnWriteArrayList<>();
    TraceToEnd.Teller teller =
        new TraceToEnd.Teller() {
          @Override
          public void hit(Answer hit) {
            cancellation.cancel();
            interrupted.add(Thread.currentThread().isInterrupted());
          }

          @Override
          public boolean flush() {
            return true;
          }

          @Override
          public String written(Answer hit) {
            throw new AssertionError("there is no file");
          }

          @Override
          public void note(String text) {
            notes.add(text);
          }

          @Override
          public void note(Document text) {
            notes.add(text.text());
          }
        };
    TraceWish wish =
        new TraceWish(
            "step print x, bt",
            TraceWish.Kind.PLACES,
            Duration.ofMinutes(10),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            false);
    CompletableFuture<Void> trace =
        CompletableFuture.runAsync(() ->
            cancellation.guard(() -> {
              try (Subject subject =
                  new Subjects("gdb", System.getenv())
                      .open(new Whom.Running(target.pid()), List.of())) {
                TraceToEnd.run(subject, wish, Optional.empty(), teller);
              }
              return true;
            }));
    while (notes.isEmpty() && !trace.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    target.ask("go 100");
    trace.join();
    assertEquals(false, interrupted.getFirst());
    assertTrue(notes.getLast().contains(" times there, "), notes.toString());
  }
}
