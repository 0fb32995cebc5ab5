package io.github.pmdb.mi;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks gdb and waits for the answer. Any number of threads may ask at once, virtual ones too; gdb
/// answers in order.
///
/// One platform thread reads and one writes, because a stopped gdb lets both block for ever in the
/// kernel; an asker always comes back when its limit has passed.
public final class MiSession implements AutoCloseable {
  /// Lines longer than this are not parsed.
  public static final int MAX_LINE_BYTES = 256 << 20;

  private final MiTransport transport;
  private final Transcript transcript;
  private final Consumer<MiRecord> listener;

  /// Lines to be written; an empty one ends the writer.
  private final BlockingQueue<Optional<byte[]>> outgoing = new LinkedBlockingQueue<>();

  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private long lastToken;
  private @Nullable String closed;
  private @Nullable Thread reader;

  private MiSession(MiTransport transport, Transcript transcript, Consumer<MiRecord> listener) {
    this.transport = transport;
    this.transcript = transcript;
    this.listener = listener;
  }

  /// Starts a session.
  ///
  /// @param listener told every record that is not an answer, on the reading thread and before any
  ///   later answer is delivered; it must neither block nor ask
  public static MiSession open(
      MiTransport transport, Transcript transcript, Consumer<MiRecord> listener) {
    MiSession session = new MiSession(transport, transcript, listener);
    session.reader = Thread.ofPlatform().daemon().name("mi-reader").start(session::read);
    Thread.ofPlatform().daemon().name("mi-writer").start(session::write);
    return session;
  }

  /// Sends a command and waits for its answer, or until `limit` has passed or the calling thread is
  /// interrupted (its interrupt flag stays set).
  public MiAnswer ask(MiCommand command, Duration limit) {
    if (Thread.currentThread().equals(reader)) {
      throw new IllegalStateException("a listener asked, and would wait for itself");
    }
    Waiting question = new Waiting();
    synchronized (this) {
      if (closed != null) {
        return new MiAnswer.Missing(MiAnswer.Cause.CLOSED, closed);
      }
      lastToken++;
      waiting.put(lastToken, question);
      outgoing.add(Optional.of(Escapes.utf8(lastToken + command.text())));
    }
    return question.await(limit);
  }

  /// Why nothing is answered any more, empty while the session is open.
  public synchronized Optional<String> closed() {
    return Optional.ofNullable(closed);
  }

  /// Whether gdb owes an answer whose time limit has passed: it hangs, or is busy with something
  /// long. It ends by itself when the answer comes after all.
  public synchronized boolean overdue() {
    return waiting.values().stream().anyMatch(Waiting::overdue);
  }

  private void write() {
    try {
      Optional<byte[]> next = outgoing.take();
      while (next.isPresent()) {
        send(next.get());
        next = outgoing.take();
      }
    } catch (IOException e) {
      end("gdb's MI channel cannot be written: " + e.getMessage());
    } catch (InterruptedException _) {
      end("the MI writer was interrupted");
    }
  }

  private void send(byte[] line) throws IOException {
    transcript.sent(line);
    transport.out().write(line);
    transport.out().write('\n');
    transport.out().flush();
  }

  private void read() {
    LineInput input = new LineInput(transport.in(), MAX_LINE_BYTES);
    String why = "the MI reader failed";
    try {
      byte[] line = input.next();
      while (line != null) {
        received(line, input.cut());
        line = input.next();
      }
      why = "gdb closed its MI channel";
    } catch (IOException e) {
      why = "gdb's MI channel cannot be read: " + e.getMessage();
    } finally {
      end(why);
    }
  }

  private void received(byte[] line, boolean cut) {
    transcript.received(line);
    if (cut) {
      String reason = "longer than " + MAX_LINE_BYTES + " bytes";
      handle(MiParser.unparsed(line, 0, line.length, reason), line.length);
      return;
    }
    for (MiRecord record : MiParser.parseMixed(line)) {
      handle(record, line.length);
    }
  }

  private void handle(MiRecord record, int bytes) {
    switch (record) {
      case MiRecord.Result result -> answer(result);
      case MiRecord.Console _, MiRecord.Target _, MiRecord.Log _ -> {
        oldest().ifPresent(question -> question.output(record, bytes));
        listener.accept(record);
      }
      case MiRecord.Prompt _ -> {}
      case MiRecord.Async _, MiRecord.Unparsed _ -> listener.accept(record);
    }
  }

  private synchronized Optional<Waiting> oldest() {
    return waiting.values().stream().findFirst();
  }

  private synchronized void answer(MiRecord.Result result) {
    OptionalLong token = result.token();
    if (token.isEmpty() && result.resultClass().equals("error")) {
      // gdb drops the token where a command fails before it is parsed; it answers in order. That
      // the program runs it also tells without being asked, of a line at its console.
      token = waiting.keySet().stream().mapToLong(Long::longValue).findFirst();
    }
    Waiting question = token.isEmpty() ? null : waiting.remove(token.getAsLong());
    if (question != null) {
      question.answer(result);
    }
  }

  private synchronized void end(String why) {
    if (closed == null) {
      closed = why;
    }
    String reason = closed;
    waiting.values().forEach(question -> question.closed(reason));
    waiting.clear();
    outgoing.add(Optional.empty());
  }

  /// Ends the session; whoever waits is told. gdb itself is left as it is.
  @Override
  public void close() {
    end("the session was closed");
    transcript.close();
  }
}
