package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What pmdb did in this JVM, with nothing on a terminal.
///
/// @param code the exit code
record Run(int code, String out, String err) {
  /// @param input what it can read
  static Run pmdb(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(arguments, streams(input, out, err));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// What it prints, results and errors as they come.
  static String printed(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Main.run(arguments, streams(input, out, out));
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The texts are among the results, in this order.
  Run says(String... texts) {
    int at = 0;
    for (String text : texts) {
      int found = out.indexOf(text, at);
      assertTrue(found >= 0, text + " in:\n" + out + err);
      at = found + text.length();
    }
    return this;
  }

  /// What the first group matches among the results.
  String find(String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(out);
    assertTrue(matcher.find(), regex + " in:\n" + out + err);
    return matcher.group(1);
  }

  static Streams streams(String input, OutputStream out, OutputStream err) {
    return streams(input, out, err, System.getenv());
  }

  static Streams streams(
      String input, OutputStream out, OutputStream err, Map<String, String> environment) {
    return new Streams(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        false,
        false,
        environment);
  }
}
