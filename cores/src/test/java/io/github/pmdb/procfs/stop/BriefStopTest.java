package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BriefStopTest {
  @TempDir private Path directory;

  @Test
  void whatIsReadIsOfOneMomentAndTheProcessRunsOn() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
      List<long[]> readings = new ArrayList<>();
      BriefStop.Moment<long[]> moment =
          BriefStop.read(
              program.pid(),
              snapshot -> {
                readings.add(program.counts(snapshot));
                return program.counts(snapshot);
              });
      assertEquals(0, moment.late());
      assertArrayEquals(readings.getLast(), moment.value(), "read twice");
      CountingProgram.assertOneMoment(moment.value());
      assertTrue(moment.pause().toNanos() > 0);
      program.assertRuns();
    }
  }

  @Test
  void pagesThatNobodyForesawAreReadInAnotherStopOrCounted() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
      long current = program.address(1);
      BriefStop.Moment<Long> moment =
          BriefStop.read(
              program.pid(), snapshot -> snapshot.memory().i64(snapshot.memory().pointer(current)));
      assertTrue(moment.value() >= 0);
      assertTrue(moment.late() <= 1, "late: " + moment.late());
      program.assertRuns();
    }
  }

  @Test
  void threadsHaveRegistersAndTheirStacks() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
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
    try (CountingProgram program = CountingProgram.start(directory)) {
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
      program.assertRuns();
    }
  }
}
