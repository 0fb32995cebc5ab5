package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.symbols.SymbolStore;
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

/// A program's file and the libraries that it will load, while no process is looked at.
final class FileCode implements AutoCloseable {
  private final Path program;
  private final LibrarySearch libraries;
  private final SymbolStore store;
  private final Map<Path, Symbols> symbols = new HashMap<>();

  /// @param root what the program has for `/`
  FileCode(Path root, Path program, SymbolStore store) {
    this.program = program;
    this.libraries = new LibrarySearch(root, program);
    this.store = store;
  }

  /// A file that a location means, and the location in it.
  record Place(Path file, String location) {}

  Place place(String location) {
    Optional<InLibrary> library =
        StaticPlaces.of(location).isPresent() ? Optional.empty() : InLibrary.of(location);
    return library
        .map(it -> new Place(libraries.find(it.library()), it.location()))
        .orElseGet(() -> new Place(program, location));
  }

  /// The code that a location means.
  ///
  /// @param pid the one process that counts, if not each that runs it
  TracedCode code(String location, OptionalLong pid) {
    Place place = place(location);
    return new TracedCode(
        symbols(place.file()), new FilePlaces(program, pid).code(place.file()), place.location());
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
