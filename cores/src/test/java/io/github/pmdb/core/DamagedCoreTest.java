package io.github.pmdb.core;

import static io.github.pmdb.core.Victim.SOURCE;
import static io.github.pmdb.core.Victim.function;
import static io.github.pmdb.core.Victim.open;
import static io.github.pmdb.core.Victim.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Cores that are cut, changed or no cores at all.
@Timeout(60)
class DamagedCoreTest {
  @TempDir static Path directory;
  private static Path program;
  private static Path crash;

  @BeforeAll
  static void make() throws Exception {
    program = RealCores.compile(directory, "victim", SOURCE);
    crash = RealCores.byKernel(directory, program, "crash");
  }

  @Test
  void aCutCoreSaysWhereAndKeepsWhatItHas() throws Exception {
    Path cut = Files.copy(crash, directory.resolve("cut"));
    long whole = Files.size(crash);
    try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
      file.setLength(whole / 2);
    }
    try (CoreSnapshot core = open(cut)) {
      assertEquals(whole, core.completeness().expectedBytes());
      assertEquals(whole / 2, core.completeness().actualBytes());
      assertFalse(core.completeness().complete());
      CoreSnapshot.CutMapping last = core.completeness().missing().getLast();
      MemoryFault fault =
          assertThrows(MemoryFault.class, () -> core.memory().bytes(last.end() - 8, 8));
      assertTrue(fault.getMessage().contains("the core is cut there"), fault.getMessage());
      assertEquals("SIGSEGV", core.death().signal().orElseThrow().name());
      long main = core.objects().getFirst().symbols().find("main").orElseThrow();
      assertEquals(0x55, core.memory().u8(main), "code still comes from the file");
    }
    assertEquals(CoreSummary.State.CUT, CoreSummary.peek(cut).state());
  }

  @Test
  void withoutTheNoteOfMappedFilesTheDynamicLinkersListNamesThem() throws Exception {
    byte[] bytes = Files.readAllBytes(crash);
    byte[] type = {0x45, 0x4c, 0x49, 0x46};
    int found = 0;
    for (int at = 0; at < 65536; at += 4) {
      if (java.util.Arrays.equals(bytes, at, at + 4, type, 0, 4)) {
        bytes[at] = 0;
        found++;
      }
    }
    assertEquals(1, found, "NT_FILE");
    Path file = Files.write(directory.resolve("no-files"), bytes);
    try (CoreSnapshot core = open(file)) {
      LoadedObject executable = core.objects().getFirst();
      assertEquals(program.toString(), executable.path());
      assertTrue(core.objects().stream().anyMatch(o -> o.name().startsWith("libc.so")));
      assertEquals("crash_here", function(core, core.threads().getFirst()).name());
      long constant = executable.symbols().find("constant_text").orElseThrow();
      assertEquals("a constant in .rodata", text(core, constant));
    }
  }

  @Test
  void aClosedCoreFaultsAndClosesAgain() {
    CoreSnapshot core = open(crash);
    long sp = core.threads().getFirst().registers().orElseThrow().sp();
    core.close();
    core.close();
    assertThrows(MemoryFault.class, () -> core.memory().bytes(sp, 8));
  }

  @Test
  void aCoreThatShrinksUnderUsFaults() throws Exception {
    Path file = Files.copy(crash, directory.resolve("shrinks"));
    try (CoreSnapshot core = open(file)) {
      long sp = core.threads().getFirst().registers().orElseThrow().sp();
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(4096);
      }
      MemoryFault fault = assertThrows(MemoryFault.class, () -> core.memory().bytes(sp, 64));
      assertTrue(fault.getMessage().contains("shrunk"), fault.getMessage());
    }
  }

  @Test
  void noMutationOfARealCoreEscapesAsAnotherError() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] original = Files.readAllBytes(crash);
    int headers = 64 * 1024;
    Path file = directory.resolve("mutated");
    for (int round = 0; round < 150; round++) {
      byte[] bytes = java.util.Arrays.copyOf(original, original.length);
      for (int i = 0; i <= random.nextInt(8); i++) {
        int at = random.nextInt(random.nextBoolean() ? 4096 : headers);
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : headers * 4;
      Files.write(file, java.util.Arrays.copyOf(bytes, Math.min(length, bytes.length)));
      try {
        lookAround(file);
      } catch (UserError | MemoryFault expected) {
        assertFalse(String.valueOf(expected.getMessage()).isEmpty());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  private static void lookAround(Path file) {
    CoreSummary.peek(file);
    try (CoreSnapshot core = open(file)) {
      List<Long> addresses = new ArrayList<>();
      core.threads().stream()
          .flatMap(t -> t.registers().stream())
          .forEach(r -> addresses.addAll(List.of(r.pc(), r.sp(), r.fsBase())));
      core.mappings().stream().limit(50).forEach(m -> addresses.add(m.start()));
      for (LoadedObject object : core.objects()) {
        object.symbols().find("main");
        object.symbols().at(object.start() + 0x1000);
      }
      core.mappingAt(16);
      for (long address : addresses) {
        try {
          core.memory().bytes(address, 4096);
        } catch (MemoryFault expected) {
          assertFalse(expected.getMessage().isEmpty());
        }
      }
    }
  }

  @Test
  void anotherFilesKindIsNamed() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path text = Files.writeString(directory.resolve("text"), "a log line\n");
    refused(empty, "is empty", "ulimit -c");
    refused(text, "a text file", "pmdb cores");
    refused(program, "is a program", "pmdb run " + program);
    refused(directory, "is a directory", "");
    refused(directory.resolve("none"), "there is no file", "");
    Path machO = Files.write(directory.resolve("macho"), new byte[] {-49, -6, -19, -2, 0, 0});
    refused(machO, "Mach-O", "");
    Path minidump = Files.writeString(directory.resolve("mini"), "MDMP\0\1\2");
    refused(minidump, "minidump", "");
    byte[] start = java.util.Arrays.copyOf(Files.readAllBytes(crash), 300);
    refused(Files.write(directory.resolve("start"), start), "cut inside its headers", "ulimit");
    Path bad = Files.write(directory.resolve("bad.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1});
    refused(bad, "can not be unpacked", "");
  }

  private static void refused(Path file, String what, String hint) {
    UserError error = assertThrows(UserError.class, () -> open(file));
    assertTrue(String.valueOf(error.getMessage()).contains(what), error.getMessage());
    assertTrue(error.hint().contains(hint), error.hint());
    CoreSummary summary = CoreSummary.peek(file);
    assertEquals(CoreSummary.State.UNREADABLE, summary.state());
    assertTrue(summary.problem().contains(what), summary.problem());
  }
}
