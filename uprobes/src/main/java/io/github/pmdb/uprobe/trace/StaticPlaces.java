package io.github.pmdb.uprobe.trace;

import io.github.pmdb.elf.StaticProbe;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.ProbedFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A location `usdt:PROVIDER:NAME`: probes that a program brought along. `*` stands for any
/// letters.
public record StaticPlaces(String provider, String name) {
  private static final Pattern FORM = Pattern.compile("usdt:([^:\\s]+):([^:\\s]+)");

  public static Optional<StaticPlaces> of(String location) {
    Matcher form = FORM.matcher(location);
    return form.matches()
        ? Optional.of(new StaticPlaces(form.group(1), form.group(2)))
        : Optional.empty();
  }

  public boolean isIn(ProbedFile file) {
    return file.staticProbes().stream().anyMatch(this::is);
  }

  private boolean is(StaticProbe probe) {
    return fits(provider, probe.provider()) && fits(name, probe.name());
  }

  private static boolean fits(String pattern, String text) {
    String quoted =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return text.matches(quoted);
  }

  /// @throws UserError when the file has none such
  List<StaticProbe> in(ProbedFile file) {
    List<StaticProbe> found = file.staticProbes().stream().filter(this::is).toList();
    if (found.isEmpty()) {
      throw new UserError("%s has no probe %s".formatted(file.name(), this), "info usdt");
    }
    return found;
  }

  @Override
  public String toString() {
    return "usdt:%s:%s".formatted(provider, name);
  }
}
