package io.github.pmdb.uprobe.attach;

import io.github.pmdb.elf.DebugFiles;
import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.elf.FunctionSymbol;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.elf.StaticProbe;
import io.github.pmdb.frame.dwarf.FunctionExtents;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An executable or a shared library whose code gets probes.
public final class ProbedFile {
  private final Path path;
  private final String name;
  private final ElfImage image;
  private static final String COLD = ".cold";

  private final ElfSymbols symbols;
  private @Nullable FunctionExtents extents;
  private @Nullable List<FunctionSymbol> functions;
  private @Nullable Map<Long, List<String>> namesByAddress;
  private @Nullable Map<String, FunctionSymbol> coldParts;

  private ProbedFile(Path path, String name, ElfImage image, List<Path> debugDirectories) {
    this.path = path;
    this.name = name;
    this.image = image;
    this.symbols =
        ElfSymbols.of(
            image, path, 0, debugDirectories.isEmpty() ? DebugFiles.STANDARD : debugDirectories);
  }

  /// @param path by which we open it
  /// @param name by which its users know it
  /// @throws UserError when it is no program for x86-64
  public static ProbedFile open(Path path, String name) {
    return open(path, name, List.of());
  }

  /// @param debugDirectories where its separate debug file may lie; empty for the system's own
  static ProbedFile open(Path path, String name, List<Path> debugDirectories) {
    ElfImage image = ElfImage.read(Bytes.map(path), name);
    ElfHeader header = image.header();
    if (header.architecture() != Architecture.X86_64) {
      throw new UserError(
          "%s is a program for %s; probes work on x86-64 only"
              .formatted(name, header.architecture()),
          "");
    }
    if (header.type() != ElfHeader.EXEC && header.type() != ElfHeader.DYN) {
      throw new UserError(name + " is neither an executable nor a shared library", "");
    }
    return new ProbedFile(path, name, image, debugDirectories);
  }

  public Path path() {
    return path;
  }

  public String name() {
    return name;
  }

  /// Whether the Go linker made it: stacks of Go move, and a return probe writes into them.
  public boolean isGo() {
    return image.section(".gopclntab").isPresent() || image.section(".go.buildinfo").isPresent();
  }

  /// Whether it has handlers of exceptions, or something to be done when one passes.
  boolean handlesExceptions() {
    return image.section(".gcc_except_table").isPresent();
  }

  /// Whether it makes stacks beside those of threads, or changes from one to another.
  boolean changesStacks() {
    return symbols.mentions(ReturnAddress.otherStacks());
  }

  /// Why the return address of a function must stay as it is.
  ///
  /// @param address of its first instruction, that of the file
  Optional<String> objectionToReturnProbe(long address) {
    return ReturnAddress.objection(names(address), extents().row(address));
  }

  /// Whether a symbol is of a piece of a function that is jumped to.
  static boolean isColdPart(String symbol) {
    return symbol.endsWith(COLD) || symbol.contains(COLD + ".");
  }

  /// The part of a function that is seldom run, where the compiler has put that elsewhere.
  Optional<FunctionSymbol> coldPart(String function) {
    Map<String, FunctionSymbol> known = coldParts;
    if (known == null) {
      known =
          functions().stream()
              .filter(each -> each.name().endsWith(COLD))
              .collect(Collectors.toMap(FunctionSymbol::name, each -> each, (one, _) -> one));
      coldParts = known;
    }
    return Optional.ofNullable(known.get(function + COLD));
  }

  /// The probes that its authors put into it.
  public List<StaticProbe> staticProbes() {
    return StaticProbe.of(image);
  }

  /// Where all that has the name is in the file's own addresses.
  public Set<Long> addresses(String name) {
    return symbols.addresses(name);
  }

  /// Where something at an address of the file lies in the file; 0 where it does not.
  public long offset(long address) {
    return address == 0 ? 0 : image.offsetOf(address).orElse(0L);
  }

  /// Whether each process may have it at another address.
  public boolean isMovable() {
    return image.header().type() == ElfHeader.DYN;
  }

  List<FunctionSymbol> functions() {
    List<FunctionSymbol> all = functions;
    if (all == null) {
      all = symbols.functions();
      functions = all;
    }
    return all;
  }

  /// Whether it tells the names of no functions but those that others are linked against.
  boolean isStripped() {
    return functions().stream().allMatch(each -> symbols.exported(each.name()).isPresent());
  }

  Optional<FunctionSymbol> named(String name) {
    return functions().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// The names of the function at an address.
  public List<String> names(long address) {
    Map<Long, List<String>> known = namesByAddress;
    if (known == null) {
      known =
          functions().stream()
              .collect(
                  Collectors.groupingBy(
                      FunctionSymbol::address,
                      Collectors.mapping(FunctionSymbol::name, Collectors.toList())));
      namesByAddress = known;
    }
    return known.getOrDefault(address, List.of());
  }

  /// The symbol that covers an address of the file; of a function whose symbol was stripped one
  /// that is made up.
  Optional<Symbol> symbolAt(long address) {
    return symbols.at(address).or(() -> extents().at(address).map(ProbedFile::unnamed));
  }

  /// Whether symbols tell of what is at an address.
  boolean hasSymbolAt(long address) {
    return symbols.at(address).isPresent();
  }

  private static Symbol unnamed(FunctionExtents.Extent extent) {
    long start = extent.start();
    return new Symbol("*0x" + Long.toHexString(start), start, extent.end() - start);
  }

  private FunctionExtents extents() {
    FunctionExtents known = extents;
    if (known == null) {
      known = FunctionExtents.of(image);
      extents = known;
    }
    return known;
  }

  /// Where the code at an address of the file lies in the file; empty when there is none.
  public Optional<Long> offsetOfCode(long address) {
    return segment(address).map(s -> address - s.address() + s.offset());
  }

  private Optional<ProgramHeader> segment(long address) {
    return image.segments(ProgramHeader.LOAD).stream()
        .filter(ProgramHeader::executable)
        .filter(s -> Addresses.within(address, s.address(), s.address() + s.fileSize()))
        .findFirst();
  }

  /// The first bytes at an offset, as far as the file goes.
  byte[] code(long offset, int most) {
    Bytes there = image.bytes().clamp(offset, most);
    return there.copy(0, (int) there.size());
  }
}
