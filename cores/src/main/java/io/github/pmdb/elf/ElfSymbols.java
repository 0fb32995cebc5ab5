package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Symbols and sections of an ELF object. Tables are asked in the order `.dynsym` (cheap, and its
/// names are the ones others link against), `.symtab`, `.gnu_debugdata`, a separate debug file; the
/// later ones are not even looked for while the earlier ones answer. A mapped file is released when
/// nothing refers to it any more.
public final class ElfSymbols implements ObjectSymbols {
  /// How many tables are looked for in the sections of the object itself.
  private static final int OWN = 2;

  private final ElfImage image;
  private final long bias;
  private final List<Lazy> tables;

  private ElfSymbols(ElfImage image, long bias, Optional<Path> file, List<Path> directories) {
    this.image = image;
    this.bias = bias;
    this.tables =
        List.of(
            new Lazy(() -> dynamic(image)),
            new Lazy(() -> table(image, SectionHeader.SYMTAB)),
            new Lazy(() -> MiniDebugInfo.in(image).flatMap(ElfSymbols::full)),
            new Lazy(() -> separate(image, file, directories)));
  }

  /// A table that is looked for when it is first needed.
  private static final class Lazy {
    private @Nullable Supplier<Optional<SymbolTable>> source;
    private Optional<SymbolTable> table = Optional.empty();

    Lazy(Supplier<Optional<SymbolTable>> source) {
      this.source = source;
    }

    synchronized Optional<SymbolTable> get() {
      Supplier<Optional<SymbolTable>> pending = source;
      if (pending != null) {
        source = null;
        table = pending.get();
      }
      return table;
    }
  }

  /// @throws UserError when the file can not be read or is no ELF file
  public static ElfSymbols open(Path file, long loadBias) {
    return open(file, loadBias, DebugFiles.STANDARD);
  }

  /// @param debugDirectories where separate debug files are looked for
  public static ElfSymbols open(Path file, long loadBias, List<Path> debugDirectories) {
    ElfImage image = ElfImage.read(Bytes.map(file), file.toString());
    return new ElfSymbols(image, loadBias, Optional.of(file), debugDirectories);
  }

  /// Of an object whose bytes are at hand: the vdso, or a file that was opened before.
  public static ElfSymbols of(ElfImage image, long loadBias, List<Path> debugDirectories) {
    return new ElfSymbols(image, loadBias, Optional.empty(), debugDirectories);
  }

  /// Of an opened file, whose place counts for `.gnu_debuglink`.
  public static ElfSymbols of(
      ElfImage image, Path file, long loadBias, List<Path> debugDirectories) {
    return new ElfSymbols(image, loadBias, Optional.of(file), debugDirectories);
  }

  private static Optional<SymbolTable> dynamic(ElfImage image) {
    return table(image, SectionHeader.DYNSYM).or(() -> DynamicTable.symbols(image));
  }

  private static Optional<SymbolTable> full(ElfImage image) {
    return table(image, SectionHeader.SYMTAB);
  }

  private static Optional<SymbolTable> separate(
      ElfImage image, Optional<Path> file, List<Path> directories) {
    return full(image).isPresent()
        ? Optional.empty()
        : DebugFiles.find(image, file, directories).flatMap(ElfSymbols::full);
  }

  private static Optional<SymbolTable> table(ElfImage image, int type) {
    return image.sections().stream()
        .filter(s -> s.type() == type && s.link() >= 0 && s.link() < image.sections().size())
        .map(s -> table(image, s))
        .filter(t -> !t.isEmpty())
        .findFirst();
  }

  private static SymbolTable table(ElfImage image, SectionHeader section) {
    SectionHeader names = image.sections().get(section.link());
    return new SymbolTable(image.header(), image.content(section), image.content(names));
  }

  private <T> Optional<T> first(Function<SymbolTable, Optional<T>> question) {
    return tables.stream().flatMap(each -> ask(each, question).stream()).findFirst();
  }

  private static <T> Optional<T> ask(Lazy table, Function<SymbolTable, Optional<T>> question) {
    try {
      return table.get().flatMap(question);
    } catch (MemoryFault e) {
      // This table is damaged; another one may answer.
      return Optional.empty();
    }
  }

  /// By the file's `.gnu.hash` where it has one.
  @Override
  public Optional<Symbol> exported(String name) {
    return ask(tables.getFirst(), table -> exported(table, name))
        .map(s -> new Symbol(s.name(), s.address() + bias, s.size()));
  }

  private Optional<Symbol> exported(SymbolTable table, String name) {
    return image.sections().stream()
        .filter(s -> s.type() == SectionHeader.GNU_HASH)
        .findFirst()
        .map(s -> new GnuHash(image.content(s), image.header().wordSize()))
        .map(hash -> table.symbol(name, hash))
        .orElseGet(() -> table.symbol(name));
  }

  @Override
  public OptionalLong find(String name) {
    Optional<Symbol> exported = exported(name);
    if (exported.isPresent()) {
      return OptionalLong.of(exported.get().address());
    }
    Optional<Long> address =
        first(table -> {
          OptionalLong found = table.find(name);
          return found.isPresent() ? Optional.of(found.getAsLong()) : Optional.empty();
        });
    return address.isPresent() ? OptionalLong.of(address.get() + bias) : OptionalLong.empty();
  }

  @Override
  public List<Symbol> startingWith(String prefix) {
    Map<String, Symbol> byName = new LinkedHashMap<>();
    for (Lazy table : tables) {
      for (Symbol s : ask(table, t -> Optional.of(t.startingWith(prefix))).orElse(List.of())) {
        byName.putIfAbsent(s.name(), new Symbol(s.name(), s.address() + bias, s.size()));
      }
    }
    return List.copyOf(byName.values());
  }

  /// The addresses of all that has the name: each source file may have one of its own. Takes a look
  /// at every symbol.
  public Set<Long> addresses(String name) {
    Set<Long> found = new LinkedHashSet<>();
    for (Lazy table : tables) {
      for (Symbol s : ask(table, t -> Optional.of(t.startingWith(name))).orElse(List.of())) {
        if (s.name().equals(name)) {
          found.add(s.address() + bias);
        }
      }
    }
    return found;
  }

  /// Whether the object's own tables have one of these names, as defined there or elsewhere.
  public boolean mentions(Set<String> names) {
    return tables.stream()
        .limit(OWN)
        .anyMatch(table -> ask(table, t -> Optional.of(t.mentions(names))).orElse(false));
  }

  /// All functions of all tables, each name once for each address, those of `.dynsym` first. Takes
  /// a look at every symbol.
  public List<FunctionSymbol> functions() {
    Set<FunctionSymbol> found = new LinkedHashSet<>();
    for (Lazy table : tables) {
      ask(table, t -> Optional.of(t.functions())).ifPresent(found::addAll);
    }
    return List.copyOf(found);
  }

  /// The function or data object whose range covers `address`: with a size from any table first,
  /// then the nearest label below it that has none.
  @Override
  public Optional<Symbol> at(long address) {
    long wanted = address - bias;
    List<Symbol> labels = new ArrayList<>();
    Optional<Symbol> sized =
        first(table -> {
          Optional<Symbol> found = table.at(wanted);
          found.filter(s -> s.size() == 0).ifPresent(labels::add);
          return found.filter(s -> s.size() != 0);
        });
    return sized
        .or(() -> labels.stream().filter(s -> sameSegment(s.address(), wanted)).findFirst())
        .map(s -> new Symbol(s.name(), s.address() + bias, s.size()));
  }

  private boolean sameSegment(long a, long b) {
    return image.segments(ProgramHeader.LOAD).stream().anyMatch(s -> within(s, a) && within(s, b));
  }

  private static boolean within(ProgramHeader segment, long address) {
    return Long.compareUnsigned(address - segment.address(), segment.memorySize()) < 0;
  }

  @Override
  public Optional<Section> section(String name) {
    return image
        .section(name)
        .map(s ->
            new Section(
                name,
                (s.flags() & 2) == 0 ? 0 : s.address() + bias,
                s.type() == SectionHeader.NOBITS ? image.bytes().size() : s.offset(),
                s.size()));
  }

  @Override
  public byte[] fileBytes(long offset, int length) {
    return image.bytes().copy(offset, length);
  }
}
