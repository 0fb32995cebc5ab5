package io.github.pmdb.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.UserError;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private final List<String> log = new ArrayList<>();
  private Supplier<LiveEngine> attach = () -> new ScriptedEngine(log);
  private int engineStarts;

  private final SnapshotReaders readers =
      new SnapshotReaders() {
        @Override
        public CoreSnapshot core(Path file, io.github.pmdb.core.CoreOptions options) {
          return blank(CoreSnapshot.class);
        }

        @Override
        public LiveSnapshot process(long pid) {
          return blank(LiveSnapshot.class);
        }

        @Override
        public <T> BriefStop.Moment<T> briefly(long pid, Function<LiveSnapshot, T> reading) {
          log.add("stop " + pid + " briefly");
          return new BriefStop.Moment<>(
              reading.apply(blank(LiveSnapshot.class)), Duration.ofMillis(2), 0);
        }

        @Override
        public Pause copy(long pid, Consumer<String> progress, Runnable check) {
          throw new UserError("no room", "");
        }

        @Override
        public Pause pause(long pid) {
          log.add("pause " + pid);
          return new ScriptedPause(log, blank(LiveSnapshot.class));
        }
      };

  private final EngineStart engines =
      new EngineStart() {
        @Override
        public Engine core(Path file, CoreSnapshot snapshot, OpenOptions options) {
          engineStarts++;
          throw new UserError("gdb is not installed", "apt install gdb");
        }

        @Override
        public LiveEngine attach(long pid, LiveSnapshot snapshot, OpenOptions options) {
          return attach.get();
        }

        @Override
        public LiveEngine run(List<String> command, OpenOptions options) {
          return attach.get();
        }
      };

  private final Guard.Start guards =
      pid -> {
        log.add("guard over " + pid);
        return new Guard() {
          @Override
          public void engine(long enginePid) {
            log.add("guard knows engine " + enginePid);
          }

          @Override
          public void end() {
            log.add("guard ends");
          }

          @Override
          public void abandon() {
            log.add("guard mends");
          }
        };
      };

  private final Targets targets = new Targets(readers, engines, guards);

  /// A snapshot that answers nothing but `close`.
  private static <T> T blank(Class<T> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> answer(method.getName()));
    return type.cast(proxy);
  }

  private static Object answer(String method) {
    if (method.equals("close")) {
      return List.of();
    }
    throw new UnsupportedOperationException(method);
  }

  @Test
  void aGuardIsSetBeforeTheEngineAttaches() {
    LiveTarget target = targets.attach(7, OpenOptions.DEFAULT);
    target.close();
    assertEquals(
        List.of("guard over 7", "guard knows engine 99", "detach", "guard ends", "close"), log);
  }

  @Test
  void aProgramThatWeStartedEndsWithTheEngine() {
    targets.run(List.of("/bin/true"), OpenOptions.DEFAULT).close();
    assertEquals(List.of("close"), log);
  }

  @Test
  void aPausedProcessRunsOnWhenTheLookIsOver() {
    try (LiveTarget target = targets.pause(7)) {
      assertEquals(Duration.ofMillis(3), target.stoodStill());
    }
    assertEquals(List.of("pause 7", "let go"), log);
  }

  @Test
  void aBriefStopGivesWhatWasReadAndTheLengthOfTheStop() {
    BriefStop.Moment<String> moment = targets.briefly(7, LiveTarget::title);
    assertEquals(new BriefStop.Moment<>("process 7", Duration.ofMillis(2), 0), moment);
    assertEquals(List.of("stop 7 briefly"), log);
  }

  @Test
  void afterAFailedAttachTheGuardMends() {
    attach =
        () -> {
          throw new UserError("ptrace is forbidden", "run as root");
        };
    assertThrows(UserError.class, () -> targets.attach(7, OpenOptions.DEFAULT));
    assertEquals(List.of("guard over 7", "guard mends"), log);
  }

  @Test
  void timeStoodStillGrowsOnlyWhileStopped() {
    ScriptedEngine engine = new ScriptedEngine(log);
    attach = () -> engine;
    LiveTarget target = targets.attach(7, OpenOptions.DEFAULT);
    assertTrue(target.stoodStill().compareTo(Duration.ZERO) > 0);
    engine.become(false);
    assertEquals(target.stoodStill(), target.stoodStill());
    engine.become(true);
    Duration stoppedAgain = target.stoodStill();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          while (target.stoodStill().equals(stoppedAgain)) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  void whatHasEndedStandsStillNoMore() {
    ScriptedEngine engine = new ScriptedEngine(log);
    attach = () -> engine;
    LiveTarget target = targets.attach(7, OpenOptions.DEFAULT);
    engine.end();
    assertEquals(target.stoodStill(), target.stoodStill());
    assertTrue(assertThrows(UserError.class, target::pid).hint().contains("attach PID"));
    LiveTarget ours = targets.run(List.of("/bin/true"), OpenOptions.DEFAULT);
    assertTrue(assertThrows(UserError.class, ours::pid).hint().contains("again with `run`"));
  }

  @Test
  void aStopOutdatesTheSnapshot() {
    ScriptedEngine engine = new ScriptedEngine(log);
    attach = () -> engine;
    LiveTarget target = targets.attach(7, OpenOptions.DEFAULT);
    LiveSnapshot first = target.snapshot();
    assertSame(first, target.snapshot());
    engine.become(true);
    assertNotSame(first, target.snapshot());
  }

  @Test
  void anEngineThatCannotStartIsTriedOnce() {
    CoreTarget core = targets.openCore(Path.of("core"), OpenOptions.DEFAULT);
    assertThrows(UserError.class, core::engine);
    UserError again = assertThrows(UserError.class, core::engine);
    assertEquals("apt install gdb", again.hint());
    assertEquals(1, engineStarts);
    core.close();
  }

  @Test
  void withoutEngineNoneIsStarted() {
    CoreTarget core = targets.openCore(Path.of("core"), OpenOptions.DEFAULT.withoutEngine());
    assertTrue(core.engine().isEmpty());
    assertEquals(0, engineStarts);
  }
}
