package io.github.pmdb.uprobe.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.FilePlaces;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.Passed;
import io.github.pmdb.uprobe.attach.Place;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.kernel.Probing;
import io.github.pmdb.uprobe.kernel.Tracer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallCountsTest {
  @BeforeAll
  static void require() {
    Probing.require();
  }

  private static RunningFixture start(Path program) {
    return Fixture.start(List.of(program.toString()));
  }

  private static void call(RunningFixture target, String function, int times, int threads) {
    target.type("%s %d %d".formatted(function, times, threads));
    target.awaitLine("%s %d done".formatted(function, times));
  }

  private static Choice choose(long pid, String location) {
    try (LiveSnapshot process = LiveProcess.open(pid)) {
      return new ProcessPlaces(process).find(Location.parse(location));
    }
  }

  private static Map<String, Long> calls(CallCounts counts) {
    Map<String, Long> calls = new HashMap<>();
    counts.read().forEach(count -> calls.put(count.place().name(), count.calls()));
    return calls;
  }

  /// Position-independent or not, static or not, optimised or not, with landing pads or not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O0",
        "-O2",
        "-O2 -static",
        "-O0 -no-pie",
        "-O0 -fcf-protection=full",
        "-O2 -fcf-protection=full -static-pie"
      })
  void countsWhatTheTargetCounts(String flags) {
    try (RunningFixture target = start(Fixture.compile("traced", flags.split(" ")));
        Tracer tracer = Tracer.open()) {
      Choice choice = choose(target.pid(), "alpha|beta|do.n");
      CallCounts counts = CallCounts.start(tracer, choice);
      call(target, "alpha", 500, 4);
      call(target, "down", 2, 1);
      call(target, "beta", 9, 1);
      assertEquals(Map.of("alpha", 2000L, "beta", 9L, "down", 20L), calls(counts));
      target.type("total alpha");
      target.awaitLine("alpha 2000");
      assertEquals(List.of(), counts.passed());
    }
  }

  /// Behind `endbr64`, where the kernel need not single-step.
  @Test
  void landingPadsArePassedOver() {
    Path with = Fixture.compile("traced", "-O0", "-fcf-protection=full", "-no-pie");
    Path without = Fixture.compile("traced", "-O0", "-fcf-protection=none", "-no-pie");
    Place padded = new FilePlaces(with).find(Location.parse("alpha")).places().getFirst();
    Place plain = new FilePlaces(without).find(Location.parse("alpha")).places().getFirst();
    assertEquals(4, padded.offset() - (padded.address() - 0x400000));
    assertEquals(0, plain.offset() - (plain.address() - 0x400000));
  }

  @Test
  void thousandsOfFunctionsGoOnOneLink() {
    try (RunningFixture target = start(Fixture.compile("traced"));
        Tracer tracer = Tracer.open()) {
      Choice choice = choose(target.pid(), "libc:.*");
      assertTrue(choice.places().size() > 1500, choice.places().size() + " places");
      CallCounts counts = CallCounts.start(tracer, choice);
      call(target, "nap", 3, 1);
      Map<String, Long> calls = calls(counts);
      assertEquals(3, calls.get("nanosleep"));
      assertTrue(calls.containsKey("free"), "by the name that its users know");
      List<String> passed = counts.passed().stream().map(Passed::name).toList();
      assertTrue(passed.contains("strlen"), passed.toString());
    }
  }

  /// Probes are of files: there before the process, and before the library is loaded.
  @Test
  void everyProcessOfAFileCountsAlsoThoseThatStartLater() {
    Path program = Fixture.compile("traced", "-O2");
    try (RunningFixture before = start(program);
        Tracer tracer = Tracer.open()) {
      Choice choice = new FilePlaces(program).find(Location.parse("alpha|locked"));
      CallCounts counts = CallCounts.start(tracer, choice);
      call(before, "alpha", 10, 1);
      try (RunningFixture later = start(program)) {
        call(later, "alpha", 300, 2);
        later.type("fork alpha 4000");
        later.awaitLine("fork alpha 4000 done");
      }
      assertEquals(Map.of("alpha", 4610L), calls(counts));
      assertEquals(
          List.of(
              new Passed(
                  "locked",
                  "it begins with a locked instruction, which the kernel can not run elsewhere")),
          counts.passed());
    }
  }

  @Test
  void aLibraryThatIsLoadedLaterGoesByItsPath() {
    Path library = Fixture.compileShared("native");
    String script =
        "import ctypes, sys\nprint('ready', flush=True)\nfor line in sys.stdin:\n"
            + " print('answer', ctypes.CDLL('%s').first_byte(b'A'), flush=True)".formatted(library);
    String python = Requirement.tool("python3").toString();
    try (RunningFixture target = Fixture.start(List.of(python, "-u", "-c", script));
        Tracer tracer = Tracer.open()) {
      Choice choice = choose(target.pid(), library + ":first_byte");
      CallCounts counts = CallCounts.start(tracer, choice);
      target.type("go");
      target.awaitLine("answer 65");
      assertEquals(Map.of("first_byte", 1L), calls(counts));
    }
  }

  /// The file is to be seen from inside of the container only, and so is the pid.
  @Test
  void aProcessInAContainerIsReachedThroughItsOwnRoot() throws Exception {
    String unshare = Requirement.tool("unshare").toString();
    Path program = Fixture.compile("traced", "-O2", "-static");
    String inside = "mount -t tmpfs t /mnt && cp " + program + " /mnt/inside && exec /mnt/inside";
    List<String> command =
        List.of(unshare, "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside);
    try (RunningFixture container = RunningFixture.start(command);
        Tracer tracer = Tracer.open()) {
      container.awaitReady();
      long pid = container.childPid();
      assertNotEquals(container.pid(), pid);
      CallCounts counts = CallCounts.start(tracer, choose(pid, "alpha"));
      call(container, "alpha", 33, 2);
      assertEquals(Map.of("alpha", 66L), calls(counts));
    }
  }
}
