package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions that gdb 13 once had, played back without it.
class ReplayTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static Replay replay(String name) throws IOException {
    try (InputStream in = ReplayTest.class.getResourceAsStream(name)) {
      return Replay.of(Objects.requireNonNull(in, name).readAllBytes());
    }
  }

  private static MiValue.Tuple done(MiAnswer answer) {
    return assertInstanceOf(MiAnswer.Done.class, answer).results();
  }

  @Test
  void breakpointInTwoPlacesOfMi2() throws IOException {
    MiBreakpoint found = breakpoint("overload-mi2.mi");
    assertEquals(2, found.locations().size());
    assertEquals("1.2", found.locations().getLast().number());
  }

  @Test
  void breakpointInTwoPlacesOfMi3() throws IOException {
    assertEquals(
        breakpoint("overload-mi2.mi").locations(), breakpoint("overload-mi3.mi").locations());
  }

  private static MiBreakpoint breakpoint(String transcript) throws IOException {
    Replay replay = replay(transcript);
    try (MiSession session = MiSession.open(replay.transport(), Transcript.none(), _ -> {})) {
      session.ask(MiCommand.of("-break-insert", "area"), LIMIT);
      MiAnswer answer = session.ask(MiCommand.of("-break-list"), LIMIT);
      assertEquals(Optional.empty(), replay.mismatch());
      return MiBreakpoint.in(done(answer)).getFirst();
    }
  }

  @Test
  void runToACrash() throws IOException {
    Replay replay = replay("crash-mi3.mi");
    List<MiRecord> told = Collections.synchronizedList(new ArrayList<>());
    try (MiSession session = MiSession.open(replay.transport(), Transcript.none(), told::add)) {
      MiAnswer run = session.ask(MiCommand.of("-exec-run"), LIMIT);
      assertEquals("running", assertInstanceOf(MiAnswer.Done.class, run).resultClass());
      MiAnswer stack = session.ask(MiCommand.of("-stack-list-frames"), LIMIT);
      List<String> functions =
          done(stack).list("stack").tuples().map(frame -> frame.text("func")).toList();
      assertEquals(List.of("fall", "main"), functions);
      assertInstanceOf(MiAnswer.Failed.class, session.ask(MiCommand.of("-no-such-thing"), LIMIT));
      assertTrue(
          told.stream()
              .anyMatch(r ->
                  r instanceof MiRecord.Exec(_, String name, MiValue.Tuple results)
                      && name.equals("stopped")
                      && results.text("signal-name").equals("SIGSEGV")));
    }
    assertTrue(replay.finished());
  }

  @Test
  void anotherCommandThanRecordedEndsTheReplay() throws IOException {
    Replay replay = replay("crash-mi3.mi");
    try (MiSession session = MiSession.open(replay.transport(), Transcript.none(), _ -> {})) {
      MiAnswer answer = session.ask(MiCommand.of("-exec-next"), LIMIT);
      assertEquals(MiAnswer.Cause.CLOSED, assertInstanceOf(MiAnswer.Missing.class, answer).cause());
      assertTrue(replay.mismatch().orElse("").contains("1-exec-next"));
    }
  }

  @Test
  void aTranscriptOfAReplayIsTheSameTranscript(@TempDir Path directory) throws IOException {
    Replay replay = replay("crash-mi3.mi");
    Path copy = directory.resolve("copy.mi");
    try (MiSession session = MiSession.open(replay.transport(), Transcript.to(copy), _ -> {})) {
      session.ask(MiCommand.of("-exec-run"), LIMIT);
      session.ask(MiCommand.of("-stack-list-frames"), LIMIT);
      session.ask(MiCommand.of("-no-such-thing"), LIMIT);
    }
    String written = Files.readString(copy);
    try (InputStream in = ReplayTest.class.getResourceAsStream("crash-mi3.mi")) {
      String original =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(lines(original, '>'), lines(written, '>'));
      List<String> received = lines(written, '<');
      assertEquals(lines(original, '<').subList(0, received.size()), received);
    }
  }

  /// The lines of one direction, without their times: how the two mix is a matter of time.
  private static List<String> lines(String transcript, char direction) {
    return transcript
        .lines()
        .map(line -> line.replaceFirst("^[0-9.]+ ", ""))
        .filter(line -> line.charAt(0) == direction)
        .toList();
  }
}
