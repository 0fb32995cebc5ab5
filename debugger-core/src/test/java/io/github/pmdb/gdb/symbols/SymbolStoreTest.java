package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// gdbs that stay for who asks next, told by their process ids.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class SymbolStoreTest {
  @TempDir Path directory;
  private final Path program = Fixture.compile("logged");
  private final Set<Long> before = children();
  private SymbolStore store = store(1);

  private static SymbolStore store(int mostIdle) {
    return new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), mostIdle);
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private Set<Long> gdbs() {
    Set<Long> now = children();
    now.removeAll(before);
    return now;
  }

  private void awaitGdbs(Set<Long> wanted) {
    while (!gdbs().equals(wanted)) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void end() {
    store.close();
    awaitGdbs(Set.of());
  }

  @Test
  void whoAsksNextGetsTheSame() {
    Symbols first = store.open(program, 0);
    Symbols second = store.open(program, 0);
    Set<Long> gdbs = gdbs();
    assertEquals(1, gdbs.size());
    first.close();
    // The second time is none.
    first.close();
    assertEquals(1, second.places("step").size());
    second.close();
    assertEquals(gdbs, gdbs());
    try (Symbols third = store.open(program, 0);
        Symbols elsewhere = store.open(program, 0x1000)) {
      assertEquals(2, gdbs().size());
      assertEquals(List.of(third.places("step").getFirst() + 0x1000), elsewhere.places("step"));
    }
    // One more than stays.
    while (gdbs().size() > 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFileThatWasWrittenAnewIsReadAnew() throws IOException {
    Path copy = Files.copy(program, directory.resolve("copy"));
    store.open(copy, 0).close();
    Set<Long> gdbs = gdbs();
    Files.setLastModifiedTime(copy, FileTime.fromMillis(1_000));
    store.open(copy, 0).close();
    while (gdbs().size() > 1) {
      Thread.onSpinWait();
    }
    assertNotEquals(gdbs, gdbs());
  }

  @Test
  void oneThatHasDiedIsReplaced() {
    store.open(program, 0).close();
    Set<Long> gdbs = gdbs();
    gdbs.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    awaitGdbs(Set.of());
    try (Symbols again = store.open(program, 0)) {
      assertEquals(1, again.places("step").size());
    }
  }

  @Test
  void nothingStaysWhereNothingIsToStay() {
    store = store(0);
    store.open(program, 0).close();
    awaitGdbs(Set.of());
    assertThrows(UserError.class, () -> store.open(directory.resolve("none"), 0));
  }
}
