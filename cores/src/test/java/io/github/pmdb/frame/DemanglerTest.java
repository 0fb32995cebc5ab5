package io.github.pmdb.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemanglerTest {
  @TempDir Path directory;

  @Test
  void spellsNamesAsCxxfiltDoes() {
    assertEquals("main", Demangler.demangle("main"));
    assertEquals("f(int)", Demangler.demangle("_Z1fi"));
    assertEquals(
        "main::{lambda()#1}::operator()() const", Demangler.demangle("_ZZ4mainENKUlvE_clEv"));
    assertEquals("void g<int>(int (*)(char))", Demangler.demangle("_Z1gIiEvPFT_cE"));
    assertEquals("vtable for std::exception", Demangler.demangle("_ZTVSt9exception"));
    assertEquals("a::b() [clone .cold]", Demangler.demangle("_ZN1a1bEv.cold"));
    assertEquals(
        "core::panicking::panic",
        Demangler.demangle("_ZN4core9panicking5panic17h0123456789abcdefE"));
  }

  @Test
  void whatIsNotUnderstoodStays() {
    assertEquals("_Z", Demangler.demangle("_Z"));
    assertEquals("_ZN", Demangler.demangle("_ZN"));
    assertEquals("_Z99x", Demangler.demangle("_Z99x"));
    String deep = "_Z1f" + "P".repeat(10_000) + "i";
    assertEquals(deep, Demangler.demangle(deep));
  }

  @Test
  void anyTextEnds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "NSTIEKPRFJDpCLUZ_0123456789iv";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder("_Z");
      random
          .ints(random.nextInt(40), 0, letters.length())
          .forEach(c -> name.append(letters.charAt(c)));
      assertTrue(Demangler.demangle(name.toString()).length() < 20_000, "seed " + seed);
    }
  }

  /// All that libstdc++ exports.
  @Test
  void agreesWithCxxfilt() throws IOException {
    String nm = Requirement.tool("nm").toString();
    String filter = Requirement.tool("c++filt").toString();
    String gcc = Requirement.tool("gcc").toString();
    String library =
        Finished.run(List.of(gcc, "-print-file-name=libstdc++.so.6")).check().output().strip();
    String table =
        Finished.run(List.of(nm, "-D", "--without-symbol-versions", library)).check().output();
    List<String> symbols =
        table.lines().map(l -> l.replaceAll(".* ", "")).filter(s -> s.startsWith("_Z")).toList();
    Path list = Files.write(directory.resolve("symbols"), symbols);
    List<String> expected =
        Finished.run(List.of("sh", "-c", filter + " < " + list)).check().output().lines().toList();
    int equal = 0;
    for (int i = 0; i < symbols.size(); i++) {
      equal += Demangler.demangle(symbols.get(i)).equals(expected.get(i)) ? 1 : 0;
    }
    assertTrue(equal > 0.97 * symbols.size(), equal + " of " + symbols.size());
  }
}
