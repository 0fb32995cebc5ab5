package io.github.pmdb.command.trace;

import io.github.pmdb.snapshot.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rates as people write them: `100/s`; a bare number is per second, too.
public final class RateText {
  private static final Pattern RATE = Pattern.compile("(\\d{1,9})(?:/s)?");

  private RateText() {}

  /// @return per second
  /// @throws UserError when it is none, or 0
  public static long parse(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches() || Long.parseLong(rate.group(1)) == 0) {
      throw new UserError("`%s` is no rate".formatted(text), "such as 100/s");
    }
    return Long.parseLong(rate.group(1));
  }
}
