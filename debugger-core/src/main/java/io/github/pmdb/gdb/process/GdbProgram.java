package io.github.pmdb.gdb.process;

import io.github.pmdb.snapshot.UserError;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Where gdb is.
public final class GdbProgram {
  private static final String INSTALL =
      "Install it (Debian, Ubuntu: apt install gdb; Fedora: dnf install gdb; Arch: pacman -S gdb; "
          + "Alpine: apk add gdb). Without it, --no-gdb gives what our own readers find.";

  private GdbProgram() {}

  /// @throws UserError when it is not there
  public static Path find(GdbLaunch launch) {
    if (launch.gdb().indexOf('/') >= 0) {
      Path named = launch.directory().toAbsolutePath().resolve(launch.gdb());
      return executable(named);
    }
    String path = launch.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(directory ->
            launch.directory().toAbsolutePath().resolve(directory).resolve(launch.gdb()))
        .filter(GdbProgram::runs)
        .findFirst()
        .orElseThrow(
            () -> new UserError("no program " + launch.gdb() + " in PATH (" + path + ")", INSTALL));
  }

  private static Path executable(Path named) {
    if (!Files.exists(named)) {
      throw new UserError("there is no gdb at " + named, INSTALL);
    }
    if (!runs(named)) {
      throw new UserError(
          named + " is not a program that may be run", "chmod +x it, or name another gdb.");
    }
    return named;
  }

  private static boolean runs(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
