package io.github.pmdb.node.code;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tables of a program that tell what machine code runs: the same for as long as it runs. Each
/// is looked for among all symbols when it is first asked for.
public final class CodeTables {
  private final Table<Translations> translations;
  private final Table<BaselineOffsets> offsets;

  public CodeTables(ObjectSymbols symbols, Memory memory, Layout layout) {
    this.translations = new Table<>(() -> Translations.of(symbols, memory, layout));
    this.offsets = new Table<>(() -> BaselineOffsets.of(symbols, memory));
  }

  /// Of optimized code; empty where the binary does not tell.
  public Optional<Translations> translations() {
    return translations.get();
  }

  /// Of code of Sparkplug; empty where the binary does not tell.
  Optional<BaselineOffsets> offsets() {
    return offsets.get();
  }

  private static final class Table<T> {
    private final Supplier<Optional<T>> search;
    private boolean looked;
    private @Nullable T found;

    Table(Supplier<Optional<T>> search) {
      this.search = search;
    }

    synchronized Optional<T> get() {
      if (!looked) {
        found = search.get().orElse(null);
        looked = true;
      }
      return Optional.ofNullable(found);
    }
  }
}
