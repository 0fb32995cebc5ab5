package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.kernel.AttachedLink;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.trace.Form;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.TraceRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One trace at thousands of functions.
@Timeout(180)
final class ManyPlacesTest {
  private final Path program = Fixture.compile("many");
  private RunningFixture running;
  private LiveSnapshot process;
  private Symbols symbols;
  private Instructions code;

  @BeforeEach
  void start() {
    running = Fixture.start(List.of(program.toString()));
    process = LiveProcess.open(running.pid());
    LoadedObject object =
        process.objects().stream().filter(LoadedObject::isExecutable).findFirst().orElseThrow();
    code = new ProcessPlaces(process).code(object);
    symbols =
        new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0)
            .open(program, object.loadBias());
  }

  @AfterEach
  void end() {
    symbols.close();
    process.close();
    running.close();
  }

  private TraceRun run(String spec) {
    TraceRun.Wanted wanted = new TraceRun.Wanted(TraceSpec.parse(spec), Form.HITS, Long.MAX_VALUE);
    return TraceRun.start(TraceRun.plans(wanted, symbols, code), code);
  }

  private List<Hit> hits(TraceRun run, int calls) {
    running.ask("go " + calls);
    List<Hit> hits = new ArrayList<>();
    run.drain(hits::add);
    return hits;
  }

  private List<AttachedLink> links() {
    return AttachedLinks.list().stream()
        .filter(link -> link.what().pid() == running.pid())
        .toList();
  }

  @Test
  void thousandsOfFunctionsHaveOneLinkAndOneRing() {
    try (TraceRun run = run("/f[0-7]{4}/")) {
      assertEquals(List.of(4096), links().stream().map(link -> link.what().points()).toList());
      List<Hit> hits = hits(run, 4096);
      assertEquals(4096, hits.size());
      assertEquals("f0000", hits.getFirst().plan().function());
      assertEquals("f7777", hits.getLast().plan().function());
      assertEquals(4096, hits.stream().map(hit -> hit.plan().place()).distinct().count());
      assertEquals(4096, run.counts().hits());
    }
    assertEquals(List.of(), links());
  }

  /// In the order of the calls, whatever place they are of; arguments are in the same register.
  @Test
  void placesWithTheSameCodeShareIt() {
    try (TraceRun run = run("/f0[0-7]{3}/ if $arg1 % 2 print $arg1")) {
      assertEquals(1, links().size());
      List<Hit> hits = hits(run, 100);
      assertEquals(
          LongStream.range(0, 100).filter(it -> it % 2 == 1).boxed().toList(),
          hits.stream()
              .map(hit -> ((Captured.Scalar) hit.event().values().getFirst()).value())
              .toList());
    }
  }

  /// What waits for hits of many places sleeps.
  @Test
  void waitingForManyPlacesIsNoSpinning() {
    try (TraceRun run = run("/f00[0-7]{2}/ print $arg1")) {
      Thread waiting = Thread.ofPlatform().start(() -> run.await(Duration.ofMinutes(1)));
      while (waiting.isAlive() && !inEpoll(waiting)) {
        Thread.onSpinWait();
      }
      running.ask("go 1");
      while (waiting.isAlive()) {
        Thread.onSpinWait();
      }
      List<Hit> hits = new ArrayList<>();
      assertEquals(1, run.drain(hits::add));
    }
  }

  private static boolean inEpoll(Thread thread) {
    for (StackTraceElement each : thread.getStackTrace()) {
      if (each.getMethodName().equals("await") && each.getClassName().endsWith(".RingBuffer")) {
        return true;
      }
    }
    return false;
  }
}
