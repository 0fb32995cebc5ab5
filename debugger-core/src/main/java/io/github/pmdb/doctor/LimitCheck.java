package io.github.pmdb.doctor;

import io.github.pmdb.listing.CorePattern;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How large a core may get: `ulimit -c`, as `/proc/self/limits` has it.
final class LimitCheck {
  private static final String NAME = "ulimit -c";

  private static final Pattern LIMIT =
      Pattern.compile(
          "(?m)^Max core file size\\s+(unlimited|[0-9]{1,18})\\s+(unlimited|[0-9]{1,18})\\b");

  private LimitCheck() {}

  static List<Finding> check(Machine machine) {
    Optional<String> limits = machine.text("proc/self/limits");
    Matcher limit = LIMIT.matcher(limits.orElse(""));
    if (!limit.find()) {
      return List.of(
          Finding.warning(NAME, "/proc/self/limits does not tell it", "ulimit -c unlimited"));
    }
    return List.of(judge(machine, limit.group(1), limit.group(2)));
  }

  private static Finding judge(Machine machine, String soft, String hard) {
    String what = "soft %s, hard %s".formatted(inWords(soft), inWords(hard));
    boolean piped =
        CorePattern.read(machine.root()).filter(CorePattern.Piped.class::isInstance).isPresent();
    String raise =
        ("ulimit -c unlimited   # in each shell; for all: echo '* soft core unlimited' |"
                + " %stee /etc/security/limits.d/60-cores.conf")
            .formatted(machine.sudo());
    String raiseHard =
        ("printf '* soft core unlimited\\n* hard core unlimited\\n' | %stee"
                + " /etc/security/limits.d/60-cores.conf   # then log in again")
            .formatted(machine.sudo());
    if (soft.equals("unlimited")) {
      return Finding.good(NAME, what);
    }
    if (piped) {
      return Finding.good(NAME, what + "; the kernel sets no limit to what it pipes to a program");
    }
    if (hard.equals("0")) {
      return Finding.bad(NAME, what + ": no core is written, and you may not raise it", raiseHard);
    }
    if (soft.equals("0")) {
      return Finding.warning(
          NAME, what + ": no core is written of what starts from this shell", raise);
    }
    return Finding.warning(
        NAME, what + ": a larger core is cut", hard.equals("unlimited") ? raise : raiseHard);
  }

  private static String inWords(String limit) {
    return limit.equals("unlimited") || limit.equals("0") ? limit : limit + " bytes";
  }
}
