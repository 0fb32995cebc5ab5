package io.github.pmdb.uprobe.attach;

import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Finds the places of a program that a location means, for every process that runs it, those that
/// start later too.
public final class FilePlaces {
  private final Path executable;
  private final OptionalLong pid;
  private final List<Path> debugDirectories;

  public FilePlaces(Path executable) {
    this(executable, OptionalLong.empty(), List.of());
  }

  /// @param pid the one process that counts, though it may not have mapped the file yet
  /// @param debugDirectories where separate debug files lie; empty for the system's own
  public FilePlaces(Path executable, OptionalLong pid, List<Path> debugDirectories) {
    this.debugDirectories = List.copyOf(debugDirectories);
    this.executable = executable;
    this.pid = pid;
  }

  /// @throws UserError when there is no such place, or none that can be probed
  public Choice find(Location location) {
    return switch (location) {
      case Location.Functions(String library, var pattern) -> file(library).choose(pattern);
      case Location.Address(long address) -> file("").at(address);
    };
  }

  /// The program's code, by the addresses of the file.
  public Instructions code() {
    return new Instructions(file(""), 0);
  }

  /// The code of a library that the program loads.
  public Instructions code(Path library) {
    return new Instructions(file(library.toString()), 0);
  }

  /// Files whose code a process will have beside that of one file.
  private Set<Path> among(Path file) {
    Set<Path> files = new LinkedHashSet<>(List.of(executable, file));
    files.addAll(new LibrarySearch(Path.of("/"), executable).linked());
    return files;
  }

  private ProbeTarget file(String library) {
    if (!library.isEmpty() && !library.contains("/")) {
      throw new UserError(
          "which file %s is depends on the process".formatted(library),
          "give the library's path, or one process: -p PID");
    }
    Path path = library.isEmpty() ? executable : Path.of(library);
    ProbedFile file = ProbedFile.open(path.toAbsolutePath(), path.toString(), debugDirectories);
    ProbeTarget target =
        new ProbeTarget(file, pid, Optional.empty(), () -> Returning.among(among(file.path())));
    // A probe of the program's own file is met by whoever runs it alone.
    return library.isEmpty() || pid.isPresent() || path.equals(executable)
        ? target
        : target.usedBy(executable);
  }
}
