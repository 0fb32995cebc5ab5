package io.github.pmdb.uprobe.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.Place;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.kernel.LinkKind;
import io.github.pmdb.uprobe.kernel.Probing;
import io.github.pmdb.uprobe.kernel.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LatenciesTest {
  @TempDir Path directory;

  private static final long MILLISECOND = 1_000_000;

  /// The target sleeps 2 ms, each fourth time 20 ms; what it calls inside of itself counts as well.
  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void timesAreThoseThatTheTargetSleeps(LinkKind kind) {
    Probing.require();
    String program = Fixture.compile("traced", "-O2", "-fcf-protection=full").toString();
    try (RunningFixture target = Fixture.start(List.of(program));
        LiveSnapshot process = LiveProcess.open(target.pid());
        Tracer tracer = new Tracer(kind)) {
      Latencies latencies =
          Latencies.start(tracer, new ProcessPlaces(process).find(Location.parse("nap|down")));
      target.type("nap 8 2");
      target.awaitLine("nap 8 done");
      target.type("down 100 3");
      target.awaitLine("down 100 done");
      Histogram down = of(latencies, "down");
      assertEquals(3000, down.calls());
      Histogram nap = of(latencies, "nap");
      assertEquals(16, nap.calls());
      assertTrue(nap.totalNanos() >= (12 * 2 + 4 * 20) * MILLISECOND, nap.toString());
      assertTrue(nap.longestNanos() >= 20 * MILLISECOND, nap.toString());
      // 2 ms is more than 2^20 ns, 20 ms more than 2^24.
      assertEquals(0, sum(nap.powers().subList(0, 20)), nap.toString());
      assertTrue(sum(nap.powers().subList(24, 64)) >= 4, nap.toString());
      assertTrue(nap.quantile(50) >= 2 * MILLISECOND, nap.toString());
      assertEquals(nap.longestNanos(), nap.quantile(100));
      assertEquals(0, latencies.unseen());
      assertEquals(List.of(), latencies.passed());
    }
  }

  /// Both return at the same place of the stack, and only the last of them by an instruction of its
  /// own.
  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void aFunctionThatEndsWithAJumpIsMeasuredToo(LinkKind kind) {
    Probing.require();
    String program = Fixture.compile("tailcalls", "-O2").toString();
    try (RunningFixture target = Fixture.start(List.of(program));
        LiveSnapshot process = LiveProcess.open(target.pid());
        Tracer tracer = new Tracer(kind)) {
      Latencies latencies =
          Latencies.start(tracer, new ProcessPlaces(process).find(Location.parse("outer|inner")));
      target.ask("10");
      assertEquals(10, of(latencies, "inner").calls());
      assertEquals(10, of(latencies, "outer").calls());
      assertEquals(0, of(latencies, "outer").notReturned());
      assertEquals(0, latencies.unseen());
    }
  }

  private static final String THROWS =
      """
      #include <cstdio>
      int sometimes(int i) { if (i % 5 == 0) throw i; return i; }
      int main() {
        setvbuf(stdout, nullptr, _IOLBF, 0);
        puts("ready");
        char line[99];
        while (fgets(line, sizeof line, stdin)) {
          for (int i = 0; i < 100; i++) {
            try { sometimes(i); } catch (int) {}
          }
          printf("answer %s", line);
        }
      }
      """;

  /// Left by exceptions.
  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void callsThatDoNotReturnAreCounted(LinkKind kind) throws IOException {
    Probing.require();
    Path source = Files.writeString(directory.resolve("throws.cc"), THROWS);
    Path program = directory.resolve("throws");
    Finished.run(
            List.of(
                Requirement.tool("g++").toString(),
                "-O0",
                "-o",
                program.toString(),
                source.toString()))
        .check();
    try (RunningFixture target = Fixture.start(List.of(program.toString()));
        LiveSnapshot process = LiveProcess.open(target.pid());
        Tracer tracer = new Tracer(kind)) {
      Latencies latencies =
          Latencies.start(tracer, new ProcessPlaces(process).find(Location.parse("sometimes")));
      target.ask("go");
      assertEquals(80, of(latencies, "sometimes(int)").calls());
      assertEquals(20, of(latencies, "sometimes(int)").notReturned());
    }
  }

  private static Histogram of(Latencies latencies, String name) {
    return latencies.read().stream()
        .filter(each -> each.place().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void quantilesAreUpperEndsOfPowersOfTwo() {
    List<Long> powers = new ArrayList<>(Collections.nCopies(64, 0L));
    Place place = new Place("f", 0, 0);
    assertEquals(0, new Histogram(place, 0, 0, 0, 0, powers).quantile(50));
    powers.set(3, 90L);
    powers.set(10, 10L);
    Histogram histogram = new Histogram(place, 100, 0, 12345, 1500, powers);
    assertEquals(15, histogram.quantile(50));
    assertEquals(15, histogram.quantile(90));
    assertEquals(1500, histogram.quantile(99));
  }

  @Test
  void theKernelsMemoryIsBounded() {
    Latencies.requireRoom(100, 1024);
    UserError error = assertThrows(UserError.class, () -> Latencies.requireRoom(30_000, 128));
    assertEquals(
        "30000 functions would take 1962 MiB of the kernel's memory on 128 processors; 1956 are the"
            + " most",
        error.getMessage());
  }
}
