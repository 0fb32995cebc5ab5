package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.CProgram;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.nio.file.Path;
import java.util.stream.LongStream;

/// A program whose memory tells whether it was read at one moment.
final class CountingProgram implements AutoCloseable {
  static final int PAGES = 64;

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

  private final CProgram program;

  private CountingProgram(CProgram program) {
    this.program = program;
  }

  static CountingProgram start(Path directory) throws Exception {
    return new CountingProgram(
        CProgram.start(CProgram.compile(directory, SOURCE, "-pthread").toString()));
  }

  long pid() {
    return program.pid();
  }

  /// Of the pages, and of the pointer that moves.
  long address(int index) {
    return Long.decode(program.firstLine().split(" ")[index]);
  }

  long[] counts(LiveSnapshot snapshot) {
    return LongStream.range(0, PAGES)
        .map(i -> snapshot.memory().i64(address(0) + i * 4096))
        .toArray();
  }

  static void assertOneMoment(long[] counts) {
    for (int i = 1; i < PAGES; i++) {
      long ahead = counts[i - 1] - counts[i];
      assertTrue(ahead == 0 || ahead == 1, "page " + i + " is behind by " + ahead);
    }
  }

  void assertRuns() {
    ProcDirectory directory = ProcDirectory.of(pid());
    for (long tid : directory.numbers("task")) {
      ProcStatus status = ProcStatus.read(directory.thread(tid)).orElseThrow();
      assertTrue(status.tracer().isEmpty());
      assertTrue("RSD".indexOf(status.state()) >= 0, "state " + status.state());
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
