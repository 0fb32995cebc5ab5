package io.github.pmdb.uprobe.trace;

import io.github.pmdb.elf.StaticProbe;
import io.github.pmdb.uprobe.attach.ProbedFile;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Arguments of probes that are variables of the program: their notes name them by symbols
/// (`4@total+8(%rip)`, `4@8+total(%rip)`), which are distances from the probe to the program that
/// runs.
final class StaticGlobals {
  private static final Pattern FORM =
      Pattern.compile(
          "(-?[1248]@)(?:(-?\\d{1,18})\\+)?([A-Za-z_.$][\\w.$@]*)([+-]\\d{1,18})?\\(%rip\\)");

  private final ProbedFile file;
  private final StaticProbe probe;

  StaticGlobals(ProbedFile file, StaticProbe probe) {
    this.file = file;
    this.probe = probe;
  }

  /// The probe's arguments without symbols, where the file has those.
  List<String> arguments() {
    return probe.arguments().stream().map(this::resolved).toList();
  }

  private String resolved(String note) {
    Matcher form = FORM.matcher(note);
    if (!form.matches()) {
      return note;
    }
    Set<Long> addresses = file.addresses(form.group(3));
    if (addresses.size() != 1) {
      return note;
    }
    long distance =
        addresses.iterator().next()
            + number(form.group(2))
            + number(form.group(4))
            - probe.address();
    return form.group(1) + distance + "(%rip)";
  }

  private static long number(@Nullable String text) {
    return text == null ? 0 : Long.parseLong(text);
  }
}
