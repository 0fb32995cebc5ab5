package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class GdbAttachTest {
  @TempDir static Path directory;
  private static RunningFixture running;

  private final LinkedBlockingQueue<PipeGdb> started = new LinkedBlockingQueue<>();
  private final GdbStart start =
      new GdbStart(_ -> {
        PipeGdb gdb = new PipeGdb();
        started.add(gdb);
        return gdb;
      });

  @BeforeAll
  static void startProgram() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-g");
    running = RunningFixture.start(List.of(program.toString()));
    running.awaitReady();
    RunningThreads.awaitSleeping(running.pid());
  }

  @AfterAll
  static void endProgram() {
    running.close();
  }

  private LiveEngine attach() {
    return attach(running.pid());
  }

  private LiveEngine attach(long pid) {
    try (LiveSnapshot snapshot = LiveProcess.open(running.pid())) {
      return start.attach(pid, snapshot, OpenOptions.DEFAULT);
    }
  }

  private static void assertRunsFree() {
    assertEquals(0, RunningThreads.tracer(running.pid()));
    RunningThreads.awaitSleeping(running.pid());
  }

  @Test
  void attachesLooksAndLeaves() {
    try (LiveEngine engine = attach()) {
      assertTrue(engine.stopped());
      assertEquals(OptionalLong.of(running.pid()), engine.pid());
      assertTrue(RunningThreads.states(running.pid()).stream().allMatch("t"::equals));
      assertEquals(running.pid(), engine.selection().tid());
      List<NativeFrame> frames = engine.frames(running.pid(), 100);
      assertEquals("main", frames.getLast().function().orElse(""));
      assertTrue(
          frames.getLast().object().orElse("").endsWith("/sleepers"), frames.getLast().toString());
      assertFalse(engine.breakpointAddresses().isEmpty());
      engine.detach();
      engine.detach();
      assertEquals(OptionalLong.empty(), engine.pid());
      assertRunsFree();
    }
    assertRunsFree();
  }

  @Test
  void tellsTheRegistersOfEveryThread() {
    try (LiveEngine engine = attach()) {
      long other = otherThread();
      engine.selectThread(other);
      Map<Long, Registers> registers = engine.registers();
      assertEquals(Set.copyOf(RunningThreads.ids(running.pid())), registers.keySet());
      registers.forEach((tid, r) -> {
        NativeFrame innermost = engine.frames(tid, 1).getFirst();
        assertEquals(innermost.pc(), r.pc());
        assertEquals(innermost.sp(), r.sp());
        assertNotEquals(0, r.fsBase());
      });
      assertEquals(other, engine.selection().tid());
      engine.detach();
      assertEquals(Map.of(), engine.registers());
    }
  }

  @Test
  void selectionFollowsBothSides() {
    try (LiveEngine engine = attach()) {
      long other = otherThread();
      engine.selectThread(other);
      engine.selectFrame(2);
      assertEquals(other, engine.selection().tid());
      assertEquals(2, engine.selection().frameLevel());
      started.peek().inject("-interpreter-exec console \"thread 1\"");
      assertEquals(running.pid(), engine.selection().tid());
      assertThrows(UserError.class, () -> engine.selectThread(1));
    }
  }

  private static long otherThread() {
    return RunningThreads.ids(running.pid()).stream()
        .filter(tid -> tid != running.pid())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void completesWholeLines() {
    try (LiveEngine engine = attach()) {
      assertTrue(engine.complete("info sharedl").contains("info sharedlibrary"));
      assertEquals(List.of(), engine.complete("no such thing \"x\\"));
    }
  }

  @Test
  void runningTargetIsStoppedAgainAndLeft() {
    LinkedBlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    try (LiveEngine engine = attach()) {
      engine.onChange(() -> told.add(engine.stopped()));
      started.peek().inject("-exec-continue");
      RunningThreads.await("told that it runs", () -> Boolean.FALSE.equals(told.poll()));
      assertThrows(UserError.class, () -> engine.frames(running.pid(), 10));
      assertEquals(running.pid(), engine.selection().tid());
      engine.interrupt();
      assertTrue(engine.stopped());
      RunningThreads.await("told that it stopped", () -> Boolean.TRUE.equals(told.poll()));
      started.peek().inject("-exec-continue");
      RunningThreads.await("told that it runs", () -> Boolean.FALSE.equals(told.poll()));
    }
    assertRunsFree();
  }

  @ParameterizedTest
  @ValueSource(strings = {"takes", "blocks"})
  void aProgramThatSeesToSignalsItselfIsStoppedAndGetsNone(String how) {
    try (RunningFixture server = Fixture.startC("takes-signals", how)) {
      try (LiveEngine engine = attach(server.pid())) {
        for (int i = 0; i < 3; i++) {
          started.peek().inject("-exec-continue");
          server.type("while it runs");
          assertEquals(List.of(), server.linesBefore("answer while it runs"));
          engine.interrupt();
          assertTrue(engine.stopped());
        }
      }
      server.type("afterwards");
      assertEquals(List.of(), server.linesBefore("answer afterwards"));
    }
  }

  @Test
  void breakpointsOfTheUserAreAmongTheAddresses() {
    try (LiveEngine engine = attach()) {
      int before = engine.breakpointAddresses().size();
      started.peek().inject("-break-insert down");
      assertEquals(before + 1, engine.breakpointAddresses().size());
    }
    assertRunsFree();
  }

  @Test
  void aKilledGdbIsToldAndTheProcessRunsOn() {
    try (LiveEngine engine = attach()) {
      ProcessHandle gdb = ProcessHandle.of(engine.enginePid()).orElseThrow();
      gdb.destroyForcibly();
      gdb.onExit().orTimeout(10, TimeUnit.SECONDS).join();
      assertFalse(engine.alive());
      UserError error = assertThrows(UserError.class, () -> engine.frames(running.pid(), 10));
      assertTrue(String.valueOf(error.getMessage()).contains("has ended"), error.getMessage());
      assertTrue(error.hint().contains("py-bt"), error.hint());
      engine.detach();
    }
    assertRunsFree();
  }

  @Test
  void aHangingGdbIsToldAndEnded() {
    LiveEngine engine = attach();
    GdbTestSignal.send("STOP", engine.enginePid());
    UserError error = assertThrows(UserError.class, () -> engine.complete("info "));
    assertTrue(String.valueOf(error.getMessage()).contains("does not answer"), error.getMessage());
    assertFalse(engine.alive());
    assertThrows(UserError.class, engine::selection);
    engine.close();
    RunningThreads.await("the tracer is gone", () -> RunningThreads.tracer(running.pid()) == 0);
    assertRunsFree();
  }

  @Test
  void aSecondTracerIsToldOfTheFirst() {
    try (LiveEngine first = attach()) {
      UserError error = assertThrows(UserError.class, this::attach);
      assertTrue(
          String.valueOf(error.getMessage()).contains("traced by process " + first.enginePid()),
          error.getMessage());
    }
    assertRunsFree();
  }

  @Test
  void noSuchProcess() {
    UserError error = assertThrows(UserError.class, () -> attach(Integer.MAX_VALUE));
    assertTrue(
        String.valueOf(error.getMessage()).contains(Integer.toString(Integer.MAX_VALUE)),
        error.getMessage());
    assertFalse(started.remove().alive());
  }

  @Test
  void anInterruptedRequestIsGivenUpAndGdbGoesOn() throws IOException {
    try (LiveEngine engine = attach()) {
      signalGdb("STOP");
      Thread asking = Thread.currentThread();
      Thread.ofVirtual()
          .start(() -> {
            while (asking.getState() != Thread.State.TIMED_WAITING) {
              Thread.onSpinWait();
            }
            asking.interrupt();
          });
      UserError error = assertThrows(UserError.class, () -> engine.complete("info "));
      assertEquals("cancelled", error.getMessage());
      assertTrue(Thread.interrupted());
      signalGdb("CONT");
      assertFalse(engine.complete("info sharedl").isEmpty());
    }
    assertRunsFree();
  }

  private void signalGdb(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(started.element().pid()))
        .start()
        .onExit()
        .join();
  }
}
