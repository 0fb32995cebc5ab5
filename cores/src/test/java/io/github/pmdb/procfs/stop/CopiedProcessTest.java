package io.github.pmdb.procfs.stop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopiedProcessTest {
  @TempDir private Path directory;

  private Path file() {
    try {
      return Files.createTempFile(directory, "copy", ".raw");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasFiles() throws IOException {
    try (var files = Files.newDirectoryStream(directory, "copy*")) {
      return files.iterator().hasNext();
    }
  }

  @Test
  void theCopyIsOfOneMomentAndTheProcessRunsOn() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
      List<String> told = new ArrayList<>();
      try (CopiedProcess copied = copy(program, told)) {
        program.assertRuns();
        long[] counts = program.counts(copied.snapshot());
        CountingProgram.assertOneMoment(counts);
        long before = program.counts(copied.snapshot())[0];
        try (CopiedProcess later = copy(program, told)) {
          assertTrue(program.counts(later.snapshot())[0] > before);
        }
        assertArrayEquals(counts, program.counts(copied.snapshot()), "the copy stays as it is");
        assertEquals(Consistency.STILL, copied.snapshot().consistency());
        assertTrue(copied.length().toNanos() > 0);
        assertEquals(2, copied.snapshot().threads().size());
        copied
            .snapshot()
            .threads()
            .forEach(t ->
                assertEquals(
                    256,
                    copied
                        .snapshot()
                        .memory()
                        .bytes(t.registers().orElseThrow().sp(), 256)
                        .length));
      }
      assertTrue(told.getFirst().contains("stands still for about"), told.toString());
      assertFalse(hasFiles());
    }
  }

  private CopiedProcess copy(CountingProgram program, List<String> told) {
    CopyRoom room = new CopyRoom(List.of(CopiedProcessTest::nowhere, this::file));
    CopiedProcess copied =
        CopiedProcess.copy(program.pid(), room, told::add, () -> {}).orElseThrow();
    assertTrue(room.refusal().isEmpty());
    return copied;
  }

  private static Path nowhere() {
    throw new UserError("this is no place", "");
  }

  @Test
  void withoutRoomNothingIsStopped() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
      CopyRoom room =
          new CopyRoom(List.of(CopiedProcessTest::nowhere, this::file), Long.MAX_VALUE / 2);
      List<String> told = new ArrayList<>();
      assertTrue(CopiedProcess.copy(program.pid(), room, told::add, () -> {}).isEmpty());
      String why = room.refusal().orElseThrow().what();
      assertTrue(why.matches(".*read in place.*\\(this is no place; .* has \\d+ MiB\\)"), why);
      assertTrue(told.isEmpty(), told.toString());
      assertFalse(hasFiles());
      program.assertRuns();
    }
  }

  @Test
  void whoCancelsStopsNothing() throws Exception {
    try (CountingProgram program = CountingProgram.start(directory)) {
      UserError cancelled = new UserError("cancelled", "");
      int[] checks = {0};
      UserError thrown =
          assertThrows(
              UserError.class,
              () ->
                  CopiedProcess.copy(
                      program.pid(),
                      new CopyRoom(List.of(this::file)),
                      _ -> {},
                      () -> {
                        if (checks[0]++ == 1) {
                          throw cancelled;
                        }
                      }));
      assertEquals(cancelled, thrown);
      program.assertRuns();
      assertFalse(hasFiles());
    }
  }
}
