package io.github.pmdb.gdb.process;

import io.github.pmdb.gdb.pty.PtyReader;
import io.github.pmdb.output.Escape;
import io.github.pmdb.snapshot.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;

/// Waits for a new gdb's first prompt, and tells what it said when that does not come.
final class GdbStartup {
  /// Much longer than any gdb takes without a program to read.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// What is kept of what gdb says while it starts, in bytes.
  private static final int LAST_WORDS = 4096;

  private final GdbProcess gdb;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private GdbStartup(GdbProcess gdb) {
    this.gdb = gdb;
  }

  static void await(GdbProcess gdb) throws IOException {
    try {
      new GdbStartup(gdb).await();
    } catch (IOException | UserError e) {
      gdb.close();
      throw e;
    }
  }

  private void await() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (PtyReader reader = new PtyReader(gdb.console().fd())) {
      while (!heard(gdb.marker().after())) {
        if (System.nanoTime() > deadline) {
          throw failed("gdb did not start within " + PATIENCE.toSeconds() + " s");
        }
        int length = reader.read(100);
        if (length > 0) {
          said.write(reader.bytes(), 0, length);
        } else if (length == PtyReader.HUNG_UP || !gdb.alive()) {
          throw failed("gdb ended while it started");
        }
      }
    }
    if (!heard(gdb.marker().ready())) {
      throw failed("gdb did not open its MI channel (new-ui, of gdb 7.12 and newer)");
    }
  }

  private boolean heard(String sequence) {
    return said.toString(StandardCharsets.ISO_8859_1).contains(sequence);
  }

  private UserError failed(String what) {
    byte[] all = said.toByteArray();
    int from = Math.max(0, all.length - LAST_WORDS);
    String words =
        new String(all, from, all.length - from, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(Escape::escape)
            .collect(Collectors.joining("; "));
    return new UserError(
        what + (words.isEmpty() ? ", without a word" : ": " + words),
        "Try the same gdb by itself: gdb -nx -nh -q");
  }
}
