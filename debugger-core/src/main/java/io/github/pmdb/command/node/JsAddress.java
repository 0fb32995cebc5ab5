package io.github.pmdb.command.node;

import io.github.pmdb.snapshot.UserError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses of objects as they are typed: in hexadecimal, with V8's tag or without.
final class JsAddress {
  private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})");
  private static final Pattern BEGIN = Pattern.compile("^(0[xX][0-9a-fA-F]{1,16})(?=$|[.\\[\\s])");

  private JsAddress() {}

  /// @param path what follows the address
  record WithPath(long address, String path) {}

  static Optional<Long> parse(String text) {
    Matcher matcher = HEX.matcher(text);
    return matcher.matches()
        ? Optional.of(Long.parseUnsignedLong(matcher.group(1), 16))
        : Optional.empty();
  }

  /// An address that a path may follow.
  static WithPath withPath(String text) {
    Matcher matcher = BEGIN.matcher(text);
    if (!matcher.find()) {
      throw new UserError(
          "'" + text + "' does not begin with an address",
          "addresses are in hexadecimal, as `findjsinstances` prints them: 0x3f2a5c081119");
    }
    return new WithPath(
        parse(matcher.group(1)).orElseThrow(), text.substring(matcher.end()).strip());
  }

  /// Whether a tail of a command is about an address, flags before it aside.
  static boolean begins(String tail) {
    return Pattern.compile("^\\s*(-\\S+\\s+(\\d+\\s+)?)*0[xX][0-9a-fA-F]+").matcher(tail).find();
  }
}
