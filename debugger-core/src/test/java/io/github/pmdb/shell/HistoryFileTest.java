package io.github.pmdb.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path home;

  @Test
  void liesWhereTheStateLiesAndIsPrivate() throws IOException {
    Path file = HistoryFile.in(Map.of("XDG_STATE_HOME", home.toString())).orElseThrow();
    assertEquals(home.resolve("pmdb/history"), file);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aRelativeStateHomeIsIgnored() {
    assertEquals(
        Optional.of(home.resolve(".local/state/pmdb/history")),
        HistoryFile.in(Map.of("XDG_STATE_HOME", "state", "HOME", home.toString())));
    assertEquals(Optional.empty(), HistoryFile.in(Map.of()));
  }

  @Test
  void secretsAreNotKept() {
    assertTrue(HistoryFile.keeps("py-bt --all"));
    assertFalse(HistoryFile.keeps(" py-bt"));
    assertFalse(HistoryFile.keeps("py-print password"));
    assertFalse(HistoryFile.keeps("set environment API_KEY=1"));
    assertFalse(HistoryFile.keeps("  "));
  }
}
