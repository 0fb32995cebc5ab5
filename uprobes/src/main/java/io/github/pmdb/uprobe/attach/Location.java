package io.github.pmdb.uprobe.attach;

import io.github.pmdb.snapshot.UserError;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Where the user wants probes: `FUNCTION`, `LIBRARY:FUNCTION` or `*ADDRESS`, functions as regular
/// expressions.
public sealed interface Location {
  /// @param library empty for the executable, or where that has no such function, for any library
  record Functions(String library, Pattern pattern) implements Location {}

  record Address(long address) implements Location {}

  /// A single colon; C++ writes two.
  Pattern SEPARATOR = Pattern.compile("^((?:[^:]|::)*[^:]):([^:].*)$");

  Pattern ADDRESS = Pattern.compile("^\\*\\s*(?:0[xX](\\p{XDigit}{1,16})|(\\d{1,18}))$");

  /// @throws UserError when it is none
  static Location parse(String text) {
    OptionalLong address = address(text);
    if (address.isPresent()) {
      return new Address(address.getAsLong());
    }
    if (text.startsWith("*") && text.length() > 1 && text.charAt(1) != '.') {
      throw new UserError(
          "'%s' is no address".formatted(text), "write *0x followed by hexadecimal digits");
    }
    Matcher separator = SEPARATOR.matcher(text);
    return separator.matches()
        ? new Functions(separator.group(1), pattern(separator.group(2)))
        : new Functions("", pattern(text));
  }

  /// The address that a text is; empty where it is another location.
  static OptionalLong address(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      return OptionalLong.empty();
    }
    String hex = address.group(1);
    return OptionalLong.of(
        hex != null ? Long.parseUnsignedLong(hex, 16) : Long.parseLong(address.group(2)));
  }

  /// What is between slashes.
  ///
  /// @throws UserError when it is no regular expression
  static Optional<Pattern> enclosed(String text) {
    return text.length() > 2 && text.startsWith("/") && text.endsWith("/")
        ? Optional.of(compiled(text.substring(1, text.length() - 1)))
        : Optional.empty();
  }

  /// With slashes around it or without.
  private static Pattern pattern(String text) {
    return enclosed(text).orElseGet(() -> compiled(text));
  }

  private static Pattern compiled(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "'%s' is no regular expression: %s".formatted(text, e.getDescription()),
          "all functions that begin with foo_: '/foo_.*/'",
          e);
    }
  }
}
