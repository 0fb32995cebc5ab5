package io.github.pmdb.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pmdb.core.RealCores;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfSymbolsTest {
  private static final String SOURCE =
      """
      int exported_data = 3;
      static int hidden_function(int x) { return x * 2; }
      int exported_function(int x) { return hidden_function(x) + exported_data; }
      """;

  @TempDir static Path directory;
  private static Path library;

  @BeforeAll
  static void build() throws Exception {
    library = RealCores.compile(directory, "sample.so", SOURCE, "-shared", "-fPIC");
    RealCores.need("objcopy");
  }

  private static Path changed(String name, String... command) throws Exception {
    Path copy = directory.resolve(name);
    Files.deleteIfExists(copy);
    Files.copy(library, copy);
    String[] all = java.util.Arrays.copyOf(command, command.length + 1);
    all[command.length] = copy.toString();
    RealCores.run(directory, all);
    return copy;
  }

  private static String nameAt(ElfSymbols symbols, long address) {
    return symbols.at(address).map(Symbol::name).orElse("nothing");
  }

  @Test
  void symbolsByNameAndAddressWithTheLoadBias() {
    ElfSymbols symbols = ElfSymbols.open(library, 0x7000_0000);
    long function = symbols.find("exported_function").orElseThrow();
    long hidden = symbols.find("hidden_function").orElseThrow();
    assertTrue(function > 0x7000_0000);
    assertEquals("exported_function", nameAt(symbols, function));
    assertEquals("exported_function", nameAt(symbols, function + 5));
    assertEquals("hidden_function", nameAt(symbols, hidden + 3));
    assertEquals("exported_data", nameAt(symbols, symbols.find("exported_data").orElseThrow() + 2));
    assertTrue(symbols.find("no_such_symbol").isEmpty());
    assertEquals("nothing", nameAt(symbols, 0x7fff_0000));
  }

  @Test
  void exportedSymbolsWithAndWithoutTheFilesOwnHashTable() throws Exception {
    Path old =
        RealCores.compile(
            directory, "sysv.so", SOURCE, "-shared", "-fPIC", "-Wl,--hash-style=sysv");
    for (Path file : List.of(library, old)) {
      ElfSymbols symbols = ElfSymbols.open(file, 0x1000);
      Symbol function = symbols.exported("exported_function").orElseThrow();
      assertEquals(symbols.find("exported_function").orElseThrow(), function.address());
      assertEquals(Optional.of(function), symbols.at(function.address() + 1));
      assertTrue(symbols.exported("exported_data").isPresent());
      for (String name :
          List.of("hidden_function", "exported_", "exported_functions", "", "puts")) {
        assertEquals(Optional.empty(), symbols.exported(name), name);
      }
    }
  }

  @Test
  void symbolsByTheBeginningOfTheirNames() {
    ElfSymbols symbols = ElfSymbols.open(library, 0x1000);
    List<Symbol> found = symbols.startingWith("exported_");
    assertEquals(
        Set.of("exported_data", "exported_function"),
        found.stream().map(Symbol::name).collect(Collectors.toSet()));
    assertEquals(2, found.size());
    for (Symbol symbol : found) {
      assertEquals(symbols.find(symbol.name()).orElseThrow(), symbol.address());
    }
    assertEquals(
        List.of("hidden_function"),
        symbols.startingWith("hidden_").stream().map(Symbol::name).toList());
    assertEquals(List.of(), symbols.startingWith("hidden_functions"));
  }

  @Test
  void sectionsWithAddressAndBytes() {
    ElfSymbols symbols = ElfSymbols.open(library, 0x1000);
    var text = symbols.section(".text").orElseThrow();
    assertTrue(text.address() > 0x1000);
    assertEquals(16, symbols.fileBytes(text.fileOffset(), 16).length);
    assertEquals(0, symbols.section(".comment").orElseThrow().address());
    assertEquals(Optional.empty(), symbols.section(".nothing"));
  }

  @Test
  void aFileWithoutSectionHeadersStillHasItsDynamicSymbols() throws Exception {
    byte[] bytes = Files.readAllBytes(library);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(40, 0).putShort(60, (short) 0).putShort(62, (short) 0);
    Path bare = Files.write(directory.resolve("bare.so"), bytes);
    ElfSymbols symbols = ElfSymbols.open(bare, 0);
    assertEquals(
        ElfSymbols.open(library, 0).find("exported_function"), symbols.find("exported_function"));
    assertTrue(symbols.find("hidden_function").isEmpty());
    Path old =
        RealCores.compile(directory, "old.so", SOURCE, "-shared", "-fPIC", "-Wl,--hash-style=sysv");
    byte[] other = Files.readAllBytes(old);
    ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putLong(40, 0).putInt(60, 0);
    ElfSymbols sysv = ElfSymbols.open(Files.write(directory.resolve("bare-old.so"), other), 0);
    assertTrue(sysv.find("exported_function").isPresent());
  }

  @Test
  void aStrippedFileFindsItsDebugFileByLinkAndChecksum() throws Exception {
    Path debug = directory.resolve("linked.debug");
    RealCores.run(directory, "objcopy", "--only-keep-debug", library.toString(), debug.toString());
    Path linked = changed("linked.so", "objcopy", "--strip-all", "--add-gnu-debuglink=" + debug);
    long expected = ElfSymbols.open(library, 0).find("hidden_function").orElseThrow();
    assertEquals(
        expected, ElfSymbols.open(linked, 0, List.of()).find("hidden_function").orElseThrow());
    Files.write(debug, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
    assertTrue(ElfSymbols.open(linked, 0, List.of()).find("hidden_function").isEmpty());
  }

  @Test
  void aStrippedFileFindsItsDebugFileByBuildId() throws Exception {
    Path stripped = changed("stripped.so", "strip");
    BuildId id = id(stripped);
    Path debug = DebugFiles.byBuildId(directory.resolve("debug"), id, ".debug");
    Files.createDirectories(debug.getParent());
    assertTrue(ElfSymbols.open(stripped, 0, List.of()).find("hidden_function").isEmpty());
    RealCores.run(directory, "objcopy", "--only-keep-debug", library.toString(), debug.toString());
    ElfSymbols symbols = ElfSymbols.open(stripped, 0, List.of(directory.resolve("debug")));
    long hidden = symbols.find("hidden_function").orElseThrow();
    assertEquals("hidden_function", nameAt(symbols, hidden + 1));
  }

  private static BuildId id(Path file) {
    return BuildIds.of(ElfImage.read(Bytes.map(file), "it")).orElseThrow();
  }

  @Test
  void symbolsInGnuDebugdata() throws Exception {
    RealCores.need("xz");
    Path debug = directory.resolve("mini");
    Files.copy(library, debug);
    RealCores.run(directory, "xz", "-k", debug.toString());
    Path mini =
        changed(
            "mini.so",
            "objcopy",
            "--strip-all",
            "--add-section",
            ".gnu_debugdata=" + debug + ".xz");
    assertTrue(ElfSymbols.open(mini, 0, List.of()).find("hidden_function").isPresent());
  }

  @Test
  void aBigBinaryIsIndexed() {
    Path node = Path.of("/usr/bin/node");
    assumeTrue(Files.isReadable(node), "no large binary here");
    ElfSymbols symbols = ElfSymbols.open(node, 0);
    long main = symbols.find("main").orElseThrow();
    assertEquals("main", nameAt(symbols, main + 1));
  }

  @Test
  void functionsAreToldFromDataAndFromThoseThatAreChosenAtStart() throws Exception {
    Path chosen =
        RealCores.compile(
            directory,
            "chosen.so",
            """
            static void slow(void) {}
            static void (*choose(void))(void) { return slow; }
            void work(void) __attribute__((ifunc("choose")));
            int data = 1;
            """,
            "-shared",
            "-fPIC");
    Set<String> names =
        ElfSymbols.open(chosen, 0).functions().stream()
            .map(f -> f.name() + (f.indirect() ? " indirect" : ""))
            .collect(Collectors.toSet());
    assertTrue(names.containsAll(Set.of("slow", "choose", "work indirect")), names.toString());
    assertFalse(names.contains("data"), names.toString());
  }
}
