package io.github.pmdb.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LeftBreakpointsTest {
  private static final String LIBRARY = "int twice(int x) { return 2 * x; }\n";
  private static final String PROGRAM =
      """
      #include <stdio.h>
      #include <unistd.h>
      int twice(int x);
      int once(int x) { return x; }
      int main(void) { puts("ready"); fflush(stdout); for (;;) { pause(); once(twice(1)); } }
      """;

  @TempDir private Path directory;

  /// The path of the program, which is linked with `libtwice.so` beside it.
  private Path build() throws Exception {
    String gcc = Requirement.tool("gcc").toString();
    Path library = directory.resolve("libtwice.so");
    Path program = directory.resolve("program");
    String one = Files.writeString(directory.resolve("library.c"), LIBRARY).toString();
    Finished.run(List.of(gcc, "-shared", "-fPIC", "-o", library.toString(), one)).check();
    String two = Files.writeString(directory.resolve("program.c"), PROGRAM).toString();
    Finished.run(List.of(gcc, "-o", program.toString(), two, library.toString())).check();
    return program;
  }

  private static long arm(LiveSnapshot process, String function) throws Exception {
    long address =
        process.objects().stream()
            .flatMapToLong(object -> object.symbols().find(function).stream())
            .findFirst()
            .orElseThrow();
    try (RandomAccessFile memory =
        new RandomAccessFile("/proc/" + process.process().pid() + "/mem", "rw")) {
      memory.seek(address);
      memory.write(0xcc);
    }
    return address;
  }

  @Test
  void aFileThatIsGoneHidesOnlyItsOwnBreakpoints() throws Exception {
    Path program = build();
    try (RunningFixture running = RunningFixture.start(List.of(program.toString()))) {
      running.awaitReady();
      try (LiveSnapshot process = LiveProcess.open(running.pid())) {
        long once = arm(process, "once");
        long twice = arm(process, "twice");
        LeftBreakpoints.Found all = LeftBreakpoints.in(process);
        assertTrue(all.originals().keySet().containsAll(List.of(once, twice)), all.toString());
        assertEquals(Optional.empty(), all.gapText());

        Files.delete(directory.resolve("libtwice.so"));
        LeftBreakpoints.Found left = LeftBreakpoints.in(process);
        assertEquals(List.of(once), List.copyOf(left.originals().keySet()));
        String gap = left.gapText().orElseThrow();
        assertTrue(gap.contains("libtwice.so (there is no such file)"), gap);
      }
    }
  }

  @Test
  void lookingEndsWithItsEngine() {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    WatchdogMain.lookUntil(
        ended,
        () -> {
          if (looks.incrementAndGet() == 3) {
            ended.countDown();
          }
        });
    assertEquals(3, looks.get());
  }

  @Test
  void lookingEndsQuietlyWithTheTarget() {
    WatchdogMain.lookUntil(
        new CountDownLatch(1),
        () -> {
          throw new UserError("process 1 ended", "");
        });
  }
}
