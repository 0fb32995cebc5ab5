package io.github.pmdb.command.trace;

import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write them: `10s`, `500ms`, `2m`, `1h`; a bare number is seconds.
public final class TimeText {
  /// As good as without end.
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|h)?");

  private TimeText() {}

  /// @throws UserError when it is none, or 0
  public static Duration parse(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
      throw new UserError("`%s` is no time".formatted(text), "such as 10s, 500ms or 2m");
    }
    long number = Long.parseLong(time.group(1));
    Duration duration =
        switch (time.group(2) == null ? "s" : time.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        };
    return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
  }
}
