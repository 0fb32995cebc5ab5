package io.github.pmdb.app;

import io.github.pmdb.app.request.Request.Settings;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What each way of carrying a request out needs.
record Work(Streams streams, Assembly assembly, Settings settings, Printer printer) {
  OpenOptions options() {
    return options(Optional.empty());
  }

  /// @param program the one that left a core, where the user names it
  OpenOptions options(Optional<Path> program) {
    return new OpenOptions(
        program,
        settings.roots(),
        settings.debugDirectories(),
        settings.sourcePaths(),
        settings.useGdb(),
        settings.gdb(),
        settings.debuginfod(),
        settings.record(),
        printer.colored(),
        printer::progress);
  }

  void farewell(Target target) {
    if (target instanceof LiveTarget live && !live.stoodStill().isZero()) {
      printer.note("the process stood still for " + inWords(live.stoodStill()));
    }
  }

  static String inWords(Duration duration) {
    return duration.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9)
        : "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}
