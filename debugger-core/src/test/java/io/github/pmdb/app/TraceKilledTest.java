package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever traces is killed while the program runs through its probes: the program does not
/// notice, and its code is as it was.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceKilledTest {
  private static final int KILLS = 2;
  private static final int CALLS = 20_000;

  private static List<String> pmdb(long pid, String command) {
    List<String> line = new ArrayList<>(Batch.line(List.of()));
    line.remove("--batch");
    line.addAll(Arrays.asList(command.split(" ")));
    line.addAll(List.of("-p", Long.toString(pid)));
    return line;
  }

  private static byte[] code(RunningFixture target) {
    try (LiveSnapshot process = LiveProcess.open(target.pid())) {
      long alpha = process.objects().getFirst().symbols().find("alpha").orElseThrow();
      return process.memory().bytes(alpha, 64);
    }
  }

  private static long links(RunningFixture target) {
    return AttachedLinks.list().stream().filter(it -> it.what().pid() == target.pid()).count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace-count alpha|beta",
        "trace-latency alpha|beta",
        "trace-stacks alpha",
        "trace-tree /alpha|beta/",
        "trace-return alpha"
      })
  void nothingIsLeft(String command) {
    Path program = Fixture.compile("traced", "-O2");
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      byte[] before = code(target);
      for (int i = 0; i < KILLS; i++) {
        try (RunningFixture tracer = RunningFixture.start(pmdb(target.pid(), command))) {
          while (links(target) == 0) {
            assertTrue(tracer.isAlive(), command);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
          }
          target.type("alpha %d 4".formatted(CALLS));
          tracer.signal("KILL");
          tracer.awaitExit();
        }
        target.awaitLine("alpha %d done".formatted(CALLS));
        while (links(target) != 0 || !Arrays.equals(before, code(target))) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
      }
      assertArrayEquals(before, code(target));
      target.type("total alpha");
      target.awaitLine("alpha " + (long) KILLS * CALLS * 4);
      assertEquals(0, links(target));
    }
  }
}
