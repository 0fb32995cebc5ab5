package io.github.pmdb.cpython;

import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;
import java.util.OptionalLong;

/// Symbols of a file as if it were mapped elsewhere.
record Shifted(ObjectSymbols real, long by) implements ObjectSymbols {
  @Override
  public OptionalLong find(String name) {
    OptionalLong found = real.find(name);
    return found.isPresent() ? OptionalLong.of(found.getAsLong() + by) : found;
  }

  @Override
  public Optional<Symbol> exported(String name) {
    return real.exported(name).map(this::shifted);
  }

  @Override
  public Optional<Symbol> at(long address) {
    return real.at(address - by).map(this::shifted);
  }

  private Symbol shifted(Symbol symbol) {
    return new Symbol(symbol.name(), symbol.address() + by, symbol.size());
  }

  @Override
  public Optional<Section> section(String name) {
    return real.section(name)
        .map(s -> new Section(s.name(), s.address() + by, s.fileOffset(), s.size()));
  }

  @Override
  public byte[] fileBytes(long offset, int length) {
    return real.fileBytes(offset, length);
  }
}
