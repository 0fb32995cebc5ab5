package io.github.pmdb.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class WatchdogTest {
  /// Counts all the time; calls `hit` as often as it is asked to.
  private static final String SOURCE =
      """
      #include <stdio.h>
      #include <unistd.h>
      volatile struct { long count, wanted, hits; } v;
      void __attribute__((noinline)) hit(void) { v.hits++; }
      int main(void) {
        printf("%d %p %p\\n", getpid(), (void *) &v, (void *) hit);
        fflush(stdout);
        for (;;) {
          v.count++;
          if (v.hits < v.wanted) hit();
          if (v.count % 100 == 0) usleep(100);
        }
      }
      """;

  @TempDir private Path directory;
  private final List<Process> started = new ArrayList<>();

  /// Each leads a process group: gdb tries ptrace on a child of its own, which stops itself. It
  /// stays so, for ever, where gdb is killed meanwhile.
  private final List<Process> gdbs = new ArrayList<>();

  private ProcessHandle target = ProcessHandle.current();
  private LiveSnapshot view;
  private long count;
  private long hit;

  @BeforeEach
  void start() throws Exception {
    Path source = Files.writeString(directory.resolve("target.c"), SOURCE);
    Path program = directory.resolve("target");
    run("gcc", "-g", "-O1", "-o", program.toString(), source.toString());
    assumeTrue(run("gdb", "--version") == 0, "needs gdb");
    // Through a shell: a child of ours would be reaped by the JDK as soon as ptrace stops it.
    Process shell = started("sh", "-c", "\"$@\" & wait", "sh", program.toString());
    String[] words = String.valueOf(shell.inputReader().readLine()).split(" ");
    target = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
    count = Long.decode(words[1]);
    hit = Long.decode(words[2]);
    view = LiveProcess.open(target.pid());
  }

  @AfterEach
  void end() throws Exception {
    if (target.pid() != ProcessHandle.current().pid()) {
      target.destroyForcibly();
    }
    started.forEach(Process::destroyForcibly);
    for (Process gdb : gdbs) {
      gdb.waitFor();
      run("kill", "-KILL", "--", "-" + gdb.pid());
    }
    view.close();
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private Process started(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    return process;
  }

  /// gdb attached to the target, running `script` after that.
  private Process gdb(String... script) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("setsid", "gdb", "-nx", "-q", "-p", Long.toString(target.pid())));
    for (String line : script) {
      command.addAll(List.of("-ex", line));
    }
    Process gdb = started(command.toArray(String[]::new));
    gdbs.add(gdb);
    return gdb;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(2);
    }
  }

  private Optional<ProcStatus> status() {
    return ProcStatus.of(target.pid());
  }

  private char state() {
    return status().map(ProcStatus::state).orElse('X');
  }

  private boolean traced() {
    return status().orElseThrow().tracer().isPresent();
  }

  private boolean armed() {
    return view.memory().u8(hit) == 0xcc;
  }

  /// The target calls `hit` once more and lives.
  private void hitOnce() throws Exception {
    long hits = view.memory().i64(count + 16);
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + target.pid() + "/mem", "rw")) {
      memory.seek(count + 8);
      memory.writeLong(Long.reverseBytes(hits + 1));
    }
    await(() -> view.memory().i64(count + 16) == hits + 1);
  }

  private void assertCounts() throws InterruptedException {
    long before = view.memory().i64(count);
    await(() -> view.memory().i64(count) > before + 200);
  }

  private void awaitWatchdogEnd(Watchdog watchdog) throws InterruptedException {
    await(() -> ProcessHandle.of(watchdog.pid()).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void putsBackInstructionsWhenGdbIsKilled() throws Exception {
    Watchdog watchdog = Watchdog.start(target.pid());
    Process gdb = gdb("break hit", "continue");
    watchdog.engine(gdb.pid());
    await(this::armed);
    gdb.destroyForcibly();
    awaitWatchdogEnd(watchdog);
    assertTrue(!armed(), "the breakpoint is still in the code");
    hitOnce();
    assertCounts();
  }

  @Test
  void theTargetGoesOnWhenGdbIsKilledAtABreakpoint() throws Exception {
    Watchdog watchdog = Watchdog.start(target.pid());
    Process gdb = gdb("break hit", "continue");
    watchdog.engine(gdb.pid());
    await(this::armed);
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + target.pid() + "/mem", "rw")) {
      memory.seek(count + 8);
      memory.writeLong(Long.reverseBytes(1));
    }
    BufferedReader out = gdb.inputReader();
    while (!String.valueOf(out.readLine()).contains("Breakpoint 1, hit")) {
      // Attaching says a lot first.
    }
    gdb.destroyForcibly();
    awaitWatchdogEnd(watchdog);
    hitOnce();
    assertCounts();
  }

  @Test
  void survivesAnAttachThatIsKilledAtAnyMoment() throws Exception {
    long seed = 20_251_121;
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Watchdog watchdog = Watchdog.start(target.pid());
      Process gdb = gdb("break hit", "continue");
      watchdog.engine(gdb.pid());
      switch (random.nextInt(4)) {
        case 0 -> await(this::traced);
        case 1 -> await(this::armed);
        case 2 -> Thread.sleep(random.nextInt(300));
        default -> {
          await(this::traced);
          Thread.sleep(random.nextInt(100));
        }
      }
      gdb.destroyForcibly();
      awaitWatchdogEnd(watchdog);
      assertEquals("round " + round + " runs", "round " + round + (traced() ? " traced" : " runs"));
      hitOnce();
      assertCounts();
    }
  }

  @Test
  void endsAGdbThatOutlivesPmdbAndRepairs() throws Exception {
    // A stand-in for pmdb: a shell that holds the watchdog's input and dies with it.
    Process gdb = gdb("break hit", "continue");
    Process standIn =
        started(
            "sh",
            "-c",
            "(echo gdb $1; exec sleep 1000) | exec \"$2\" -Xmx16m --enable-native-access=ALL-UNNAMED"
                + " -cp \"$3\" io.github.pmdb.watchdog.WatchdogMain $4",
            "sh",
            Long.toString(gdb.pid()),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            System.getProperty("java.class.path"),
            Long.toString(target.pid()));
    assertEquals(WatchdogMain.READY, standIn.inputReader().readLine());
    await(this::armed);
    standIn
        .descendants()
        .filter(p -> p.info().command().filter(c -> c.endsWith("/sleep")).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
    gdb.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    await(() -> !armed() && !traced());
    hitOnce();
    assertCounts();
  }

  @Test
  void continuesATargetThatWasLeftStopped() throws Exception {
    Watchdog watchdog = Watchdog.start(target.pid());
    Process stopper = started("sleep", "1000");
    watchdog.engine(stopper.pid());
    assertEquals(0, run("kill", "-STOP", Long.toString(target.pid())));
    await(() -> state() == 'T');
    stopper.destroyForcibly();
    awaitWatchdogEnd(watchdog);
    assertCounts();
  }

  @Test
  void leavesATargetStoppedThatWasStoppedBefore() throws Exception {
    assertEquals(0, run("kill", "-STOP", Long.toString(target.pid())));
    await(() -> state() == 'T');
    Watchdog watchdog = Watchdog.start(target.pid());
    Process stopper = started("sleep", "1000");
    watchdog.engine(stopper.pid());
    stopper.destroyForcibly();
    awaitWatchdogEnd(watchdog);
    assertEquals('T', state());
  }

  @Test
  void endsWithACleanEndAndWithTheTarget() throws Exception {
    Watchdog clean = Watchdog.start(target.pid());
    clean.end();
    awaitWatchdogEnd(clean);
    clean.end();
    Watchdog watching = Watchdog.start(target.pid());
    target.destroyForcibly();
    awaitWatchdogEnd(watching);
  }
}
