package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.CProgram;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BriefStopTest {
  private static final int PAGES = 64;

  /// Counts on many pages, one after the other, so that any two agree but for 1 at each moment; and
  /// moves a pointer all the time, so that a rehearsal has read other pages than are needed later.
  private static final String SOURCE =
      """
      #include <pthread.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      struct page { volatile long count; char rest[4088]; };
      static struct page pages[64] __attribute__((aligned(4096)));
      static struct page *volatile current = pages;
      static void *count(void *x) {
        for (;;) for (int i = 0; i < 64; i++) { pages[i].count++; current = &pages[i]; }
        return x;
      }
      int main(void) {
        pthread_t t;
        pthread_create(&t, NULL, count, NULL);
        printf("%p %p\\n", (void *) pages, (void *) &current);
        fflush(stdout);
        for (;;) pause();
      }
      """;

  @TempDir private Path directory;

  private static long address(CProgram program, int index) {
    return Long.decode(program.firstLine().split(" ")[index]);
  }

  private static long[] counts(LiveSnapshot snapshot, long pages) {
    return LongStream.range(0, PAGES).map(i -> snapshot.memory().i64(pages + i * 4096)).toArray();
  }

  @Test
  void whatIsReadIsOfOneMomentAndTheProcessRunsOn() throws Exception {
    try (CProgram program =
        CProgram.start(CProgram.compile(directory, SOURCE, "-pthread").toString())) {
      long pages = address(program, 0);
      List<long[]> readings = new ArrayList<>();
      BriefStop.Moment<long[]> moment =
          BriefStop.read(
              program.pid(),
              snapshot -> {
                readings.add(counts(snapshot, pages));
                return counts(snapshot, pages);
              });
      assertEquals(0, moment.late());
      assertArrayEquals(readings.getLast(), moment.value(), "read twice");
      for (int i = 1; i < PAGES; i++) {
        long ahead = moment.value()[i - 1] - moment.value()[i];
        assertTrue(ahead == 0 || ahead == 1, "page " + i + " is behind by " + ahead);
      }
      assertTrue(moment.pause().toNanos() > 0);
      assertRuns(program.pid());
    }
  }

  @Test
  void pagesThatNobodyForesawAreReadInAnotherStopOrCounted() throws Exception {
    try (CProgram program =
        CProgram.start(CProgram.compile(directory, SOURCE, "-pthread").toString())) {
      long current = address(program, 1);
      BriefStop.Moment<Long> moment =
          BriefStop.read(
              program.pid(), snapshot -> snapshot.memory().i64(snapshot.memory().pointer(current)));
      assertTrue(moment.value() >= 0);
      assertTrue(moment.late() <= 1, "late: " + moment.late());
      assertRuns(program.pid());
    }
  }

  @Test
  void threadsHaveRegistersAndTheirStacks() throws Exception {
    try (CProgram program =
        CProgram.start(CProgram.compile(directory, SOURCE, "-pthread").toString())) {
      BriefStop.Moment<List<Integer>> moment =
          BriefStop.read(
              program.pid(),
              snapshot ->
                  snapshot.threads().stream()
                      .flatMap(thread -> thread.registers().stream())
                      .map(r -> snapshot.memory().bytes(r.sp(), 256).length)
                      .toList());
      assertEquals(List.of(256, 256), moment.value());
      assertEquals(0, moment.late());
    }
  }

  @Test
  void anErrorOfTheReadingIsTheCallersAndLetsTheProcessGo() throws Exception {
    try (CProgram program =
        CProgram.start(CProgram.compile(directory, SOURCE, "-pthread").toString())) {
      UserError told =
          Assertions.assertThrows(
              UserError.class,
              () ->
                  BriefStop.read(
                      program.pid(),
                      snapshot -> {
                        throw new UserError("no such thread", snapshot.process().name());
                      }));
      assertEquals("no such thread", told.getMessage());
      assertRuns(program.pid());
    }
  }

  private static void assertRuns(long pid) {
    ProcDirectory directory = ProcDirectory.of(pid);
    for (long tid : directory.numbers("task")) {
      ProcStatus status = ProcStatus.read(directory.thread(tid)).orElseThrow();
      assertTrue(status.tracer().isEmpty());
      assertTrue("RSD".indexOf(status.state()) >= 0, "state " + status.state());
    }
  }
}
