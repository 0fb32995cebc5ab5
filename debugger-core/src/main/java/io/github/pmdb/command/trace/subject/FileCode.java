package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.FilePlaces;
import io.github.pmdb.uprobe.attach.LibrarySearch;
import io.github.pmdb.uprobe.attach.ProbedFile;
import io.github.pmdb.uprobe.compile.FloatingSymbols;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.trace.StaticPlaces;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// A program's file and the libraries that it will load, while no process is looked at.
final class FileCode implements AutoCloseable {
  private final Path program;
  private final LibrarySearch libraries;
  private final SymbolStore store;
  private final Map<Path, Symbols> symbols = new HashMap<>();

  /// @param root what the program has for `/`
  /// @param environment that of the process, as far as it is known
  FileCode(Path root, Path program, SymbolStore store, Map<String, String> environment) {
    this.program = program;
    this.libraries = new LibrarySearch(root, program, environment);
    this.store = store;
  }

  /// A file that a location means, and the location in it.
  record Place(Path file, String location) {}

  Place place(String location) {
    Optional<StaticPlaces> statics = StaticPlaces.of(location);
    if (statics.isPresent()) {
      return new Place(holder(statics.get()), location);
    }
    return InLibrary.of(location)
        .map(it -> new Place(libraries.find(it.library()), it.location()))
        .orElseGet(() -> new Place(program, location));
  }

  /// The program, or the first of its libraries that has the probes.
  private Path holder(StaticPlaces probes) {
    return Stream.concat(Stream.of(program), libraries.linked().stream())
        .filter(file -> probes.isIn(ProbedFile.open(file, file.toString())))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "neither %s nor a library that it is linked to has a probe %s"
                    .formatted(program, probes),
                "info usdt FILE; of a library that it loads by itself: LIBRARY:" + probes));
  }

  /// The code that a location means.
  ///
  /// @param pid the one process that counts, if not each that runs it
  TracedCode code(String location, OptionalLong pid) {
    Place place = place(location);
    return new TracedCode(
        symbols(place.file()),
        new FilePlaces(program, pid, store.debugDirectories()).code(place.file()),
        place.location());
  }

  Symbols symbols(Path file) {
    return symbols.computeIfAbsent(
        file,
        _ ->
            ProbedFile.open(file, file.toString()).isMovable()
                ? FloatingSymbols.open(bias -> store.open(file, bias))
                : store.open(file, 0));
  }

  @Override
  public void close() {
    symbols.values().forEach(Symbols::close);
  }
}
