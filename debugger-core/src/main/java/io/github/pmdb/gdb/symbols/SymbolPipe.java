package io.github.pmdb.gdb.symbols;

import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Lines to a gdb that runs our script, and lines back, each within a time.
final class SymbolPipe implements AutoCloseable {
  private static final String SCRIPT = "/pmdb_symbols.py";

  /// Reading the symbols of a large program takes gdb its time.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Process process;

  /// An empty one tells that there will be no more.
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private SymbolPipe(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static SymbolPipe start(Path gdb, GdbLaunch launch) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(gdb.toString(), "-nx", "-nh", "-q", "-batch", "-ex", "python " + loading()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(launch.environment());
    environment.put("LC_ALL", "C.UTF-8");
    try {
      return new SymbolPipe(
          builder
              .directory(launch.directory().toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UserError(
          "gdb could not be started: " + e.getMessage(), "Does it run by itself?", e);
    }
  }

  private static String loading() {
    try (InputStream in = SymbolPipe.class.getResourceAsStream(SCRIPT)) {
      byte[] script = Objects.requireNonNull(in, SCRIPT).readAllBytes();
      return "import base64; exec(compile(base64.b64decode('"
          + Base64.getEncoder().encodeToString(script)
          + "').decode('utf-8'), 'pmdb_symbols.py', 'exec'))";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws UserError when no answer comes
  synchronized String ask(String question) {
    try {
      process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      Optional<String> answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (answer != null && answer.isPresent()) {
        return answer.get();
      }
      throw ended(answer == null ? "gives no answer" : "ended");
    } catch (IOException e) {
      throw ended("ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("the question to gdb was interrupted", "", e);
    }
  }

  private static UserError ended(String what) {
    return new UserError(
        "the gdb that reads the program's symbols " + what,
        "It must be gdb 12 or newer with Python; name another by --gdb.");
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException _) {
      // The pipe was closed under us: that is an end as well.
    } finally {
      answers.add(Optional.empty());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
