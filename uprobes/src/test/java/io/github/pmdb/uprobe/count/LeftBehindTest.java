package io.github.pmdb.uprobe.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import io.github.pmdb.uprobe.kernel.Probing;
import io.github.pmdb.uprobe.kernel.Tracer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is left of probes when those who put them are killed. Another JVM plays them.
@Timeout(value = 100, unit = TimeUnit.SECONDS)
class LeftBehindTest {
  private static final int KILLS = 4;

  /// Counts functions of a process until it is killed.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      try (Tracer tracer = Tracer.open()) {
        CallCounts counts = CallCounts.start(tracer, of(arguments[0]));
        System.out.println("attached");
        LockSupport.park(counts);
      }
    }

    private static Choice of(String pid) {
      try (LiveSnapshot process = LiveProcess.open(Long.parseLong(pid))) {
        return new ProcessPlaces(process).find(Location.parse("alpha|beta"));
      }
    }
  }

  private static Path program;

  @BeforeAll
  static void build() {
    Probing.require();
    program = Fixture.compile("traced", "-O2");
  }

  private static List<String> child(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static long linksInto(long pid) {
    return AttachedLinks.list().stream().filter(link -> link.what().pid() == pid).count();
  }

  private static byte[] code(RunningFixture target) {
    try (LiveSnapshot process = LiveProcess.open(target.pid())) {
      long alpha = process.objects().getFirst().symbols().find("alpha").orElseThrow();
      return process.memory().bytes(alpha, 8);
    }
  }

  /// The target calls the function all the time, and counts as many calls as it made.
  @Test
  void aKilledTracerLeavesNothing() {
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      byte[] before = code(target);
      for (int i = 0; i < KILLS; i++) {
        try (RunningFixture tracer = RunningFixture.start(child(Long.toString(target.pid())))) {
          tracer.awaitLine("attached");
          assertEquals(1, linksInto(target.pid()));
          assertNotEquals(Arrays.toString(before), Arrays.toString(code(target)));
          target.type("alpha 200000 2");
          tracer.signal("KILL");
          tracer.awaitExit();
        }
        target.awaitLine("alpha 200000 done");
        awaitCode(target, before);
      }
      target.type("total alpha");
      target.awaitLine("alpha " + KILLS * 2 * 200000);
    }
  }

  /// The kernel takes links apart after their owner is gone; whether it does is for the time limit.
  private static void awaitCode(RunningFixture target, byte[] expected) {
    while (!Arrays.equals(expected, code(target)) || linksInto(target.pid()) != 0) {
      LockSupport.parkNanos(5_000_000);
      assertTrue(target.isAlive());
    }
  }
}
