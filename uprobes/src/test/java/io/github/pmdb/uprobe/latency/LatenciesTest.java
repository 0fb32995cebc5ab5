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
import io.github.pmdb.uprobe.attach.Choice;
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
import org.junit.jupiter.params.provider.CsvSource;
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

  private static final String RETURNS_ELSEWHERE =
      """
      #include <setjmp.h>
      #include <stdio.h>
      #include <ucontext.h>
      static jmp_buf there;
      static sigjmp_buf here;
      __attribute__((noinline)) int left(int i) { if (i % 2) longjmp(there, 1); siglongjmp(here, 1); }
      #if COROUTINES
      static ucontext_t outside, inside[COROUTINES];
      static char stacks[COROUTINES][65536];
      __attribute__((noinline)) int within(int i) { swapcontext(&inside[i], &outside); return i; }
      __attribute__((noinline)) int switched(int i) { swapcontext(&outside, &inside[i]); return i; }
      static void run(int i) { for (;;) within(i); }
      static void prepare(void) {
        for (int i = 0; i < COROUTINES; i++) {
          getcontext(&inside[i]);
          inside[i].uc_stack.ss_sp = stacks[i];
          inside[i].uc_stack.ss_size = sizeof stacks[i];
          makecontext(&inside[i], (void (*)(void)) run, 1, i);
        }
      }
      #endif
      int main(void) {
        setvbuf(stdout, NULL, _IOLBF, 0);
      #if COROUTINES
        prepare();
      #endif
        puts("ready");
        char line[99];
        while (fgets(line, sizeof line, stdin)) {
          for (volatile int i = 0; i < 100; i++) {
      #if COROUTINES
            switched(i % COROUTINES);
      #endif
            if (!setjmp(there) && !sigsetjmp(here, 1)) left(i);
          }
          printf("answer %s", line);
        }
      }
      """;

  /// What the kernel's own return probes do not survive: returns on other stacks than the last
  /// call, and places that are returned to twice.
  @ParameterizedTest
  @CsvSource({"2, .*", "2, libc:.*context", "0, .*", "0, libc:.*"})
  void aProgramThatReturnsElsewhereGoesOn(int coroutines, String location) throws IOException {
    Probing.require();
    Path source = Files.writeString(directory.resolve("elsewhere.c"), RETURNS_ELSEWHERE);
    Path program = directory.resolve("elsewhere");
    String made = "-DCOROUTINES=" + coroutines;
    Finished.run(List.of("gcc", "-O2", made, "-o", program.toString(), source.toString())).check();
    try (RunningFixture target = Fixture.start(List.of(program.toString()));
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      try (Tracer tracer = new Tracer(LinkKind.best())) {
        Latencies latencies =
            Latencies.start(tracer, new ProcessPlaces(process).find(Location.parse(location)));
        target.ask("go");
        if (location.equals(".*") && coroutines > 0) {
          assertEquals(100, of(latencies, "switched").calls());
          assertEquals(98, of(latencies, "within").calls(), "two began and have not returned");
        }
      }
      target.ask("on");
    }
  }

  @Test
  void whatIsNotCalledOrReturnsTwiceIsPassedWithTheReason() throws IOException {
    Probing.require();
    Path source = Files.writeString(directory.resolve("elsewhere.c"), RETURNS_ELSEWHERE);
    Path program = directory.resolve("elsewhere");
    Finished.run(
            List.of("gcc", "-O2", "-DCOROUTINES=0", "-o", program.toString(), source.toString()))
        .check();
    try (RunningFixture target = Fixture.start(List.of(program.toString()));
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      for (String twice : List.of("libc:_setjmp", "libc:__sigsetjmp")) {
        Choice choice = new ProcessPlaces(process).find(Location.parse(twice));
        UserError error =
            assertThrows(UserError.class, () -> choice.target().returning(choice), twice);
        assertTrue(error.toString().contains("it may return twice"), error.toString());
      }
      Choice all = new ProcessPlaces(process).find(Location.parse("_start|left"));
      Choice returning = all.target().returning(all);
      assertEquals(List.of("left"), returning.places().stream().map(Place::name).toList());
      assertTrue(returning.passed().getFirst().why().contains("it is not entered by a call"));
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
