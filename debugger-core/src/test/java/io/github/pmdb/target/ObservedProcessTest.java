package io.github.pmdb.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.packed.CacheDirectory;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Node.js, whose stacks and heap are read as they stood at one moment.
@Timeout(60)
class ObservedProcessTest {
  private final List<String> log = new ArrayList<>();
  private final RunningFixture program = Fixture.start(command());
  private final long pid = program.childPid();
  private ObservedProcess observed = observe(new Stops());

  /// Below a shell: the JDK waits for its own children and would take a stop for their end.
  private static List<String> command() {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(Nodes.any().command("end", "idle"));
    return command;
  }

  private ObservedProcess observe(ObservedProcess.Stops stops) {
    return ObservedProcess.running(pid, () -> LiveProcess.open(pid), stops);
  }

  private class Stops implements ObservedProcess.Stops {
    @Override
    public <T> BriefStop.Moment<T> briefly(Function<LiveSnapshot, T> reading) {
      log.add("stopped briefly");
      return BriefStop.read(pid, reading);
    }

    @Override
    public Pause copy(Consumer<String> progress, Runnable check) {
      log.add("copied");
      return Pause.copying(pid, CacheDirectory.places(), progress, check);
    }
  }

  @BeforeEach
  void isRead() {
    assertEquals(Consistency.TORN, observed.snapshot().consistency());
  }

  @AfterEach
  void end() {
    observed.close();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    program.close();
  }

  private String consistency() {
    return observed.snapshot().consistency() + ", " + observed.interpreters().inspectors().size();
  }

  @Test
  void whatNeedsItToStandStillIsReadOfABriefMoment() {
    Target.Held<String> held = observed.still(this::consistency);
    assertEquals("STILL, 1", held.value());
    assertTrue(held.pause().isPositive());
    assertEquals(held.pause(), observed.stoodStill());
    assertEquals(List.of("stopped briefly"), log);
    assertEquals("TORN, 1", consistency());
  }

  @Test
  void whatGoesThroughMuchIsReadOfACopy() {
    assertEquals("STILL, 1", observed.copied(this::consistency, _ -> {}, () -> {}).value());
    assertEquals(List.of("copied"), log);
    assertEquals("TORN, 1", consistency());
  }

  @Test
  void whatFailsOnTheCopyFailsAsItIs() {
    MemoryFault fault = new MemoryFault(7, 8, "gone");
    assertSame(
        fault,
        assertThrows(
            MemoryFault.class,
            () ->
                observed.still(() -> {
                  throw fault;
                })));
    assertEquals("TORN, 1", consistency());
  }

  @Test
  void whatCanNotBeStoppedIsLookedAtAsItRuns() {
    observed.close();
    observed =
        observe(
            new Stops() {
              @Override
              public <T> BriefStop.Moment<T> briefly(Function<LiveSnapshot, T> reading) {
                throw new UserError("a thread does not stop", "");
              }

              @Override
              public Pause copy(Consumer<String> progress, Runnable check) {
                throw new UserError("a thread does not stop", "");
              }
            });
    assertEquals("TORN, 1", observed.still(this::consistency).value());
    Target.Held<String> copied = observed.copied(this::consistency, _ -> {}, () -> {});
    assertEquals("TORN, 1", copied.value());
    assertEquals("a thread does not stop", copied.remark().orElseThrow().what());
    UserError cancelled = new UserError("cancelled", "");
    assertSame(
        cancelled,
        assertThrows(
            UserError.class,
            () ->
                observed.copied(
                    this::consistency,
                    _ -> {},
                    () -> {
                      throw cancelled;
                    })));
  }
}
