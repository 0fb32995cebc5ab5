package io.github.pmdb.breakin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;

/// Python source that sets `answer` to bytes, made of a script of ours and what it is to know.
final class Program {
  /// The file name of everything that runs in the target for pmdb itself.
  private static final String FILE = "<pmdb>";

  private final StringBuilder head = new StringBuilder();
  private final String script;
  private final boolean threads;

  private Program(String script, boolean threads) {
    this.script = script;
    this.threads = threads;
  }

  /// @param resource a script beside this class
  static Program of(String resource) {
    return new Program(read(resource), false);
  }

  static Program ofSource(String source) {
    return new Program(source, false);
  }

  /// A program that finds [EachThread] in `sys._pmdb_each`, and in `own` whether a thread of the
  /// target's own runs it.
  ///
  /// @param resources scripts beside this class, which make one together
  static Program withThreads(String... resources) {
    return new Program(
            Arrays.stream(resources).map(Program::read).collect(Collectors.joining("\n")), true)
        .with("own", 0);
  }

  /// Whether it is to find [EachThread].
  boolean threads() {
    return threads;
  }

  private static String read(String resource) {
    try (InputStream in = Program.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Program with(String name, long value) {
    head.append(name).append(" = ").append(value).append('\n');
    return this;
  }

  Program with(String name, String value) {
    head.append(name).append(" = bytes.fromhex('").append(hex(value)).append("').decode()\n");
    return this;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /// One expression, in ASCII, whatever the script and its values hold.
  byte[] expression() {
    String text =
        "(lambda n: (exec(compile(bytes.fromhex('%s').decode(), '%s', 'exec'), n), n['answer'])[1])({})"
            .formatted(hex(head + script), FILE);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
