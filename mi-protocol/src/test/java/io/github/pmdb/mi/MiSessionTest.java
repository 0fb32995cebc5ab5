package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.mi.ReplayStreams.Sink;
import io.github.pmdb.mi.ReplayStreams.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MiSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Source gdb = new Source(new LinkedBlockingQueue<>());
  private final LinkedBlockingQueue<MiRecord> told = new LinkedBlockingQueue<>();

  /// A session with a gdb that answers by a function of the line it got.
  private MiSession session(BiConsumer<Source, String> answers) {
    MiTransport transport = new MiTransport(gdb, new Sink(line -> answers.accept(gdb, line)));
    return MiSession.open(transport, Transcript.none(), told::add);
  }

  private static String token(String line) {
    return line.substring(0, line.indexOf('-'));
  }

  @Test
  void outputArrivesWithItsAnswer() {
    try (MiSession session =
        session((g, line) -> g.add("~\"one \"\n~\"two\"\n" + token(line) + "^done\n(gdb) \n"))) {
      MiAnswer answer = session.ask(MiCommand.console("echo"), LIMIT);
      assertEquals("one two", assertInstanceOf(MiAnswer.Done.class, answer).console());
      assertEquals(2, told.size());
    }
  }

  @Test
  void errorsCarryMessageAndCode() {
    try (MiSession session =
        session(
            (g, line) -> g.add(token(line) + "^error,msg=\"no\",code=\"undefined-command\"\n"))) {
      assertEquals(
          new MiAnswer.Failed("no", "undefined-command"), session.ask(MiCommand.of("-x"), LIMIT));
    }
  }

  @Test
  void anErrorWithoutTokenBelongsToTheOldestCommand() {
    try (MiSession session = session((g, _) -> g.add("^error,msg=\"no\"\n"))) {
      assertEquals(new MiAnswer.Failed("no", ""), session.ask(MiCommand.of("-x"), LIMIT));
    }
  }

  @Test
  void whatTheConsoleLetsRunAnswersNoCommand() {
    try (MiSession session =
        session((g, line) -> g.add("^running\n" + token(line) + "^done,own=\"1\"\n"))) {
      MiAnswer answer = session.ask(MiCommand.of("-x"), LIMIT);
      assertEquals("1", assertInstanceOf(MiAnswer.Done.class, answer).results().text("own"));
    }
  }

  @Test
  void manyAskersEachGetTheirOwnAnswer() throws ExecutionException, InterruptedException {
    try (MiSession session =
            session((g, line) ->
                g.add(token(line) + "^done,echo=\"" + line.substring(line.indexOf('-')) + "\"\n"));
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<MiAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        MiCommand command = MiCommand.of("-say-" + i);
        answers.add(askers.submit(() -> session.ask(command, LIMIT)));
      }
      for (int i = 0; i < 200; i++) {
        MiAnswer.Done done = assertInstanceOf(MiAnswer.Done.class, answers.get(i).get());
        assertEquals("-say-" + i, done.results().text("echo"));
      }
    }
  }

  @Test
  void aLateAnswerIsDroppedAndEndsTheDelay() throws InterruptedException {
    List<String> asked = new ArrayList<>();
    try (MiSession session = session((_, line) -> asked.add(line))) {
      MiAnswer.Missing none =
          assertInstanceOf(MiAnswer.Missing.class, session.ask(MiCommand.of("-slow"), SHORT));
      assertEquals(MiAnswer.Cause.TIMEOUT, none.cause());
      assertEquals("nothing came within 0.02 s", none.detail());
      assertTrue(session.overdue());
      gdb.add("1^done,late=\"1\"\n=seen\n");
      told.take();
      assertFalse(session.overdue());
    }
  }

  @Test
  void anInterruptedAskerComesBack() throws InterruptedException {
    try (MiSession session = session((_, _) -> {})) {
      CompletableFuture<MiAnswer> answer = new CompletableFuture<>();
      Thread asker =
          Thread.ofVirtual().start(() -> answer.complete(session.ask(MiCommand.of("-x"), LIMIT)));
      asker.interrupt();
      assertEquals(
          MiAnswer.Cause.CANCELLED,
          assertInstanceOf(MiAnswer.Missing.class, answer.join()).cause());
      asker.join();
      assertFalse(session.overdue());
    }
  }

  @Test
  void whenGdbGoesAllWaitersAreTold() {
    try (MiSession session = session((g, _) -> g.end())) {
      MiAnswer.Missing now =
          assertInstanceOf(MiAnswer.Missing.class, session.ask(MiCommand.of("-x"), LIMIT));
      assertEquals(new MiAnswer.Missing(MiAnswer.Cause.CLOSED, "gdb closed its MI channel"), now);
      assertEquals(now, session.ask(MiCommand.of("-y"), LIMIT));
    }
  }

  @Test
  void aChannelThatCannotBeWrittenEndsTheSession() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (MiSession session =
        MiSession.open(new MiTransport(gdb, broken), Transcript.none(), _ -> {})) {
      MiAnswer.Missing none =
          assertInstanceOf(MiAnswer.Missing.class, session.ask(MiCommand.of("-x"), LIMIT));
      assertTrue(none.detail().contains("Broken pipe"), none.detail());
    }
  }

  @Test
  void aBlockedWriteDoesNotBlockTheAsker() {
    CountDownLatch never = new CountDownLatch(1);
    try (MiSession session = session((_, _) -> await(never))) {
      assertInstanceOf(MiAnswer.Missing.class, session.ask(MiCommand.of("-x"), SHORT));
      assertInstanceOf(MiAnswer.Missing.class, session.ask(MiCommand.of("-y"), SHORT));
      never.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aProgramsOutputIsToldAndTheAnswerBehindItFound() throws InterruptedException {
    try (MiSession session = session((g, line) -> g.add("50%" + token(line) + "^done\n"))) {
      assertInstanceOf(MiAnswer.Done.class, session.ask(MiCommand.of("-x"), LIMIT));
      assertEquals(
          MiConst.of("50%"), assertInstanceOf(MiRecord.Unparsed.class, told.take()).line());
    }
  }
}
