package io.github.pmdb.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.app.Catalog;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.FakeCore;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Renderer;
import io.github.pmdb.target.OpenOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NewsTest {
  @TempDir Path directory;
  private final List<String> shown = new ArrayList<>();
  private boolean showing;
  private final News news =
      new News(
          Renderer.plain(),
          text -> {
            if (showing) {
              shown.add(text);
            }
            return showing;
          });

  private void tell(String text) {
    news.tell(new Document().line(text));
  }

  @Test
  void whatWasKeptComesFirst() {
    tell("one");
    tell("two");
    assertEquals(List.of(), shown);
    showing = true;
    tell("three");
    tell("four");
    assertEquals(List.of("one\ntwo\nthree\n", "four\n"), shown);
    assertEquals("", news.take());
  }

  @Test
  void tooMuchIsDroppedAndTold() {
    for (int i = 0; i < 1_003; i++) {
      tell("line " + i);
    }
    assertTrue(news.take().startsWith("3 lines before were dropped\nline 3\n"));
  }

  /// Whatever came too early for the prompt must not wait for a line that nobody types.
  @Test
  void newsAreShownWhenTheNextLineIsRead() throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (PipedOutputStream keys = new PipedOutputStream();
        Terminal terminal =
            new ExternalTerminal(
                "test", "xterm", new PipedInputStream(keys), seen, StandardCharsets.UTF_8)) {
      Commands commands = Catalog.all();
      OpenSession session =
          new OpenSession(new FakeCore(directory, List.of(), List.of()), OpenOptions.DEFAULT);
      Reader reader =
          new Reader(
              terminal,
              commands,
              new Completion(commands, session),
              Renderer.plain(),
              Optional.empty());
      News early = new News(Renderer.plain(), reader::printAbove);
      reader.whenReading(early::flush);
      early.tell(new Document().line("came early"));
      CompletableFuture<String> line =
          CompletableFuture.supplyAsync(
              () -> reader.read(new Line().add("prompt"), new TypedAhead()));
      while (!seen.toString(StandardCharsets.UTF_8).contains("came early")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      keys.write("word\r".getBytes(StandardCharsets.UTF_8));
      keys.flush();
      assertEquals("word", line.join());
    }
  }
}
