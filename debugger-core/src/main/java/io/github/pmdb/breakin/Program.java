package io.github.pmdb.breakin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/// Python source that sets `answer` to bytes, made of a script of ours and what it is to know.
final class Program {
  /// The file name of everything that runs in the target for pmdb itself.
  private static final String FILE = "<pmdb>";

  private final StringBuilder head = new StringBuilder();
  private final String script;

  private Program(String script) {
    this.script = script;
  }

  /// @param resource a script beside this class
  static Program of(String resource) {
    try (InputStream in = Program.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new Program(new String(bytes, StandardCharsets.UTF_8));
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
