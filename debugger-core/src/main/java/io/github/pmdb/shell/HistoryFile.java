package io.github.pmdb.shell;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where typed lines are kept, and which are not.
final class HistoryFile {
  /// Words after which something secret may follow.
  private static final Pattern SECRET =
      Pattern.compile("(?i)passw|secret|token|credential|api_?key|private_?key");

  private HistoryFile() {}

  /// `$XDG_STATE_HOME/pmdb/history`, readable by its owner alone; made when it is not there.
  ///
  /// @return absent when there is no home, or it can not be written: history then ends with the
  ///   session
  static Optional<Path> in(Map<String, String> environment) {
    return stateHome(environment).flatMap(HistoryFile::prepare);
  }

  private static Optional<Path> stateHome(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    // The specification says to ignore relative paths.
    if (state.startsWith("/")) {
      return Optional.of(Path.of(state));
    }
    String home = environment.getOrDefault("HOME", "");
    return home.startsWith("/") ? Optional.of(Path.of(home, ".local", "state")) : Optional.empty();
  }

  private static Optional<Path> prepare(Path stateHome) {
    Path file = stateHome.resolve("pmdb").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException _) {
      // A read-only home is no reason not to debug.
      return Optional.empty();
    }
  }

  /// Whether a line may be kept. Like in a shell, a leading blank keeps it out.
  static boolean keeps(String line) {
    return !line.isBlank() && !line.startsWith(" ") && !SECRET.matcher(line).find();
  }

  /// What to say when the history can not be saved.
  static UserError unsaved(Path file, IOException e) {
    return new UserError(
        "cannot save the history to %s: %s".formatted(file, e.getMessage()),
        "check the directory's permissions and free space",
        e);
  }
}
