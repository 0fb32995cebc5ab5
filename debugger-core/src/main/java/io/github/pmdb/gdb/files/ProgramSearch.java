package io.github.pmdb.gdb.files;

import io.github.pmdb.snapshot.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Finds the program to run, as a shell would.
public final class ProgramSearch {
  private ProgramSearch() {}

  public static Path find(String program) {
    Optional<Path> found =
        program.indexOf('/') >= 0
            ? Optional.of(Path.of(program)).filter(Files::isExecutable)
            : Arrays.stream(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .map(directory -> Path.of(directory).resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    return found.orElseThrow(() ->
        new UserError(
            "there is no program " + program + " that may be run",
            program.indexOf('/') >= 0
                ? "Is the path right, and the file executable (chmod +x)?"
                : "Name it with its path: ./" + program));
  }

  /// A word that gdb's shell (`startup-with-shell`) hands on as it is. What gdb is told is one
  /// line, so the shell has to make line breaks itself.
  ///
  /// @throws UserError when the word ends with a line break, which a shell takes away
  public static String shellQuoted(String word) {
    if (word.endsWith("\n")) {
      throw new UserError(
          "an argument of the program ends with a line break, which gdb can not hand on",
          "Leave the last line break out, or start the program by itself and use pmdb attach.");
    }
    if (word.indexOf('\n') >= 0) {
      String format =
          word.replace("\\", "\\\\")
              .replace("%", "%%")
              .replace("'", "\\047")
              .replace("\n", "\\012");
      return "\"$(printf -- '" + format + "')\"";
    }
    return word.matches("[A-Za-z0-9_./+@:,=%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
