package io.github.pmdb.cpython;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An interpreter that comes with a shared library; at least the packages from Maven do.
///
/// @param home what PYTHONHOME is to be
record Embeddable(Pythons.Python python, Path home, Path library) {

  static Stream<Embeddable> all() throws IOException {
    List<Embeddable> found = new ArrayList<>();
    for (Pythons.Python python : Pythons.allWithOld()) {
      Path home = home(python);
      library(home).ifPresent(library -> found.add(new Embeddable(python, home, library)));
    }
    return found.stream();
  }

  private static Path home(Pythons.Python python) throws IOException {
    Process asked =
        new ProcessBuilder(python.program().toString(), "-c", "import sys; print(sys.base_prefix)")
            .start();
    try (BufferedReader answer = asked.inputReader()) {
      return Path.of(answer.readLine());
    }
  }

  private static Optional<Path> library(Path home) throws IOException {
    for (Path folder : List.of(home.resolve("lib"), home)) {
      try (Stream<Path> files = Files.list(folder)) {
        Optional<Path> found =
            files
                .filter(f -> f.getFileName().toString().matches("libpython3\\.\\d+m?\\.so\\.1\\.0"))
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// The command line that runs `fixtures/c/NAME.c` with a library of Python.
  List<String> command(String name, Path loaded, String... arguments) {
    String program = Fixture.compile(name, "-ldl", "-lpthread").toString();
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "PYTHONHOME=" + home));
    command.addAll(List.of(program, loaded.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public String toString() {
    return python.toString();
  }
}
