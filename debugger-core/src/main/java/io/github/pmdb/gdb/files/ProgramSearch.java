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

  /// A word that gdb's shell (`startup-with-shell`) hands on as it is.
  public static String shellQuoted(String word) {
    return word.matches("[A-Za-z0-9_./+@:,=%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
