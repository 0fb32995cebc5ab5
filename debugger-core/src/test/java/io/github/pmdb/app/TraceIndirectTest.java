package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Functions of the real C library that only choose others (`STT_GNU_IFUNC`): a probe there would
/// never be hit.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceIndirectTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private RunningFixture start(String... flags) {
    return Fixture.start(
        List.of(
            Fixture.compile("logged", flags).toString(), directory.resolve("truth").toString()));
  }

  private int pmdb(String... arguments) {
    return Main.run(arguments, Run.streams("", out, err));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private void assertSaid(String words) {
    assertTrue(said().contains(words), said());
  }

  @ParameterizedTest
  @CsvSource({
    "trace, libc:strlen",
    "trace, libc:*strlen",
    "trace, libc:/strlen/",
    "trace-return, libc:strlen",
    "trace-tree, libc:strlen",
    "trace-stacks, libc:strlen",
    "trace-count, libc:strlen",
    "trace-latency, libc:strlen"
  })
  void areRefused(String command, String location) {
    try (RunningFixture target = start()) {
      String pid = Long.toString(target.pid());
      assertEquals(1, pmdb(command, "-p", pid, "--for", "1ms", location), said());
      assertSaid("no probe can be put at strlen: it only chooses one of several functions");
      assertSaid("name the chosen one");
    }
  }

  @Test
  void areRefusedInAProgramThatHasTheLibraryInItself() {
    try (RunningFixture target = start("-static")) {
      String pid = Long.toString(target.pid());
      assertEquals(1, pmdb("trace", "-p", pid, "--for", "1ms", "strlen"), said());
      assertSaid("no probe can be put at strlen: it only chooses one of several functions");
      assertSaid("name the chosen one, such as __strlen_");
    }
  }

  @ParameterizedTest
  @CsvSource({"trace", "trace-return", "trace-tree", "trace-stacks"})
  void areToldAsLeftOutOfAPattern(String command) {
    try (RunningFixture target = start()) {
      String pid = Long.toString(target.pid());
      assertEquals(0, pmdb(command, "-p", pid, "--for", "1ms", "libc:/strlen|usleep/"), said());
      assertSaid("left out: strlen: it only chooses one of several functions");
    }
  }

  @Test
  void aStackIsAllThatIsPrintedOfStacks() {
    try (RunningFixture target = start()) {
      String pid = Long.toString(target.pid());
      assertEquals(1, pmdb("trace-stacks", "-p", pid, "step print py-bt"), said());
      assertSaid("trace-stacks counts callers, and takes no `print`");
    }
  }
}
