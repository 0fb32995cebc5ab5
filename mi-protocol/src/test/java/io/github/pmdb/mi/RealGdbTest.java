package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is written is what gdb reads.
@Timeout(120)
class RealGdbTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Process gdb(String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("gdb", "-nx", "-nh", "-q", "--interpreter=mi3"));
    command.addAll(List.of(more));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "gdb is not installed: " + e.getMessage());
      throw e;
    }
  }

  private static MiTransport transport(Process gdb) {
    return new MiTransport(gdb.getInputStream(), gdb.getOutputStream());
  }

  @Test
  void gdbReadsWhatWeQuote() throws IOException {
    Process gdb = gdb();
    try (MiSession session = MiSession.open(transport(gdb), Transcript.none(), _ -> {})) {
      String text = "a \"b\" \\ c";
      session.ask(MiCommand.console("set var $s = \"a \\\"b\\\" \\\\ c\""), LIMIT);
      MiAnswer answer = session.ask(MiCommand.console("echo " + text.replace("\\", "\\\\")), LIMIT);
      assertEquals(text, assertInstanceOf(MiAnswer.Done.class, answer).console());
    } finally {
      gdb.destroyForcibly();
    }
  }

  @Test
  void aRecordedSessionPlaysBack(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("session.mi");
    Process gdb = gdb();
    MiAnswer then;
    try (MiSession session = MiSession.open(transport(gdb), Transcript.to(file), _ -> {})) {
      then = session.ask(MiCommand.of("-list-features"), LIMIT);
    } finally {
      gdb.destroyForcibly();
    }
    Replay replay = Replay.of(Files.readAllBytes(file));
    try (MiSession session = MiSession.open(replay.transport(), Transcript.none(), _ -> {})) {
      MiAnswer now = session.ask(MiCommand.of("-list-features"), LIMIT);
      assertEquals(then, now);
      assertEquals(Optional.empty(), replay.mismatch());
    }
  }

  @Test
  void aKilledGdbIsNoticed() throws IOException {
    Process gdb = gdb();
    try (MiSession session = MiSession.open(transport(gdb), Transcript.none(), _ -> {})) {
      assertInstanceOf(MiAnswer.Done.class, session.ask(MiCommand.of("-list-features"), LIMIT));
      gdb.destroyForcibly();
      MiAnswer.Missing none =
          assertInstanceOf(
              MiAnswer.Missing.class, session.ask(MiCommand.of("-list-features"), LIMIT));
      assertEquals(MiAnswer.Cause.CLOSED, none.cause());
      assertTrue(session.closed().isPresent());
    } finally {
      gdb.destroyForcibly();
    }
  }
}
