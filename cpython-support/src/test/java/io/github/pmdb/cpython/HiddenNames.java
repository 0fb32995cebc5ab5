package io.github.pmdb.cpython;

import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Symbols of a file of which some names are not told.
record HiddenNames(ObjectSymbols real, Predicate<String> hidden) implements ObjectSymbols {
  @Override
  public OptionalLong find(String name) {
    return hidden.test(name) ? OptionalLong.empty() : real.find(name);
  }

  @Override
  public Optional<Symbol> exported(String name) {
    return hidden.test(name) ? Optional.empty() : real.exported(name);
  }

  @Override
  public Optional<Symbol> at(long address) {
    return real.at(address).filter(symbol -> !hidden.test(symbol.name()));
  }

  @Override
  public Optional<Section> section(String name) {
    return hidden.test(name) ? Optional.empty() : real.section(name);
  }

  @Override
  public byte[] fileBytes(long offset, int length) {
    return real.fileBytes(offset, length);
  }
}
