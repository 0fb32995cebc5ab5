package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Probes that tools make through tracefs, `Documentation/trace/uprobetracer.rst`. pmdb makes none;
/// those of a tool that was killed are left behind.
public final class LastingProbes {
  private static final String EVENTS = "uprobe_events";
  private static final Pattern EVENT =
      Pattern.compile("([pr]):([\\w.-]{1,128}/[\\w.-]{1,128}) (.{1,4096})");
  private static final List<Path> PLACES =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

  private final ProcDirectory tracefs;

  /// @param tracefs where it is mounted
  public LastingProbes(Path tracefs) {
    this.tracefs = new ProcDirectory(tracefs);
  }

  /// Those of this machine; empty where tracefs is not mounted, or may not be read.
  public static Optional<LastingProbes> ofMachine() {
    return PLACES.stream()
        .filter(place -> Files.isReadable(place.resolve(EVENTS)))
        .findFirst()
        .map(LastingProbes::new);
  }

  public List<LastingProbe> list() {
    return tracefs.lines(EVENTS).stream().flatMap(line -> probe(line).stream()).toList();
  }

  private Optional<LastingProbe> probe(String line) {
    Matcher event = EVENT.matcher(line);
    if (!event.matches()) {
      return Optional.empty();
    }
    boolean enabled =
        tracefs
            .text("events/" + event.group(2) + "/enable")
            .filter(text -> text.startsWith("1"))
            .isPresent();
    boolean atReturn = event.group(1).equals("r");
    return Optional.of(new LastingProbe(event.group(2), atReturn, event.group(3), enabled));
  }

  /// Takes a probe out of the code and off the list.
  ///
  /// @throws UserError when there is none of that name, or it is in use
  public LastingProbe remove(String event) {
    LastingProbe probe =
        list().stream()
            .filter(each -> each.event().equals(event))
            .findFirst()
            .orElseThrow(() ->
                new UserError("there is no probe " + event, "trace-list names those there are"));
    try {
      if (probe.enabled()) {
        Files.writeString(tracefs.path().resolve("events").resolve(event).resolve("enable"), "0\n");
      }
      Files.writeString(
          tracefs.path().resolve(EVENTS), "-:" + event + "\n", StandardOpenOption.APPEND);
      return probe;
    } catch (IOException e) {
      throw new UserError(
          "%s can not be removed: %s".formatted(event, e.getMessage()),
          "a tool may use it still: end that first",
          e);
    }
  }
}
