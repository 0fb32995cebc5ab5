package io.github.pmdb.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealCoreTest {
  private static final String SOURCE =
      """
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>
      const char constant_text[] = "a constant in .rodata";
      char written[16] = "before";
      static pthread_barrier_t barrier;
      static void *worker(void *unused) { pthread_barrier_wait(&barrier); for (;;) pause(); }
      static void crash_here(void) { *(volatile int *) 0x10 = 1; }
      int main(int count, char **arguments) {
        pthread_t thread;
        strcpy(written, "after");
        pthread_barrier_init(&barrier, 0, 2);
        pthread_create(&thread, 0, worker, 0);
        pthread_barrier_wait(&barrier);
        if (!strcmp(arguments[1], "crash")) crash_here();
        if (!strcmp(arguments[1], "abort")) abort();
        if (!strcmp(arguments[1], "kill")) kill(getpid(), SIGQUIT);
        puts("ready");
        fflush(stdout);
        for (;;) pause();
      }
      """;

  @TempDir static Path directory;
  private static Path program;
  private static Path crash;
  private static Path dumped;

  @BeforeAll
  static void make() throws Exception {
    program = RealCores.compile(directory, "victim", SOURCE);
    crash = RealCores.byKernel(directory, program, "crash");
    dumped = RealCores.byGcore(directory, program, "wait");
  }

  private static CoreSnapshot open(Path file) {
    return CoreFiles.open(file, CoreOptions.DEFAULT);
  }

  private static CoreSnapshot open(Path file, Path executable) {
    return CoreFiles.open(
        file, new CoreOptions(Optional.of(executable), List.of(), List.of(), _ -> {}));
  }

  private static Symbol function(CoreSnapshot core, ThreadInfo thread) {
    long pc = thread.registers().map(Registers::pc).orElseThrow();
    return core.objectAt(pc).orElseThrow().symbols().at(pc).orElseThrow();
  }

  @Test
  void aCrashTellsSignalThreadsAndProgram() {
    try (CoreSnapshot core = open(crash)) {
      CoreSnapshot.SignalInfo signal = core.death().signal().orElseThrow();
      assertEquals("SIGSEGV", signal.name());
      assertEquals("address not mapped to object", signal.codeText());
      assertEquals(Optional.of(0x10L), signal.faultAddress());
      assertEquals(2, core.threads().size());
      assertEquals("crash_here", function(core, core.threads().getFirst()).name());
      assertEquals(List.of(program.toString(), "crash"), core.process().arguments());
      assertTrue(core.process().environment().stream().anyMatch(e -> e.startsWith("PATH=")));
      assertEquals(core.process().pid(), core.threads().getFirst().tid());
      assertEquals("victim", core.threads().getFirst().name());
      assertEquals(Optional.of(program.toString()), core.process().executable());
      assertTrue(core.completeness().complete());
      assertEquals(List.of(), core.problems());
      assertEquals(List.of(), core.unknownNotes());
    }
  }

  @Test
  void everyObjectIsFoundByBuildIdTheExecutableFirst() {
    try (CoreSnapshot core = open(crash)) {
      LoadedObject first = core.objects().getFirst();
      assertTrue(first.isExecutable());
      assertEquals(program.toString(), first.path());
      for (LoadedObject object : core.objects()) {
        if (object.name().equals("[vdso]")) {
          assertInstanceOf(FileMatch.InMemory.class, object.file());
          assertTrue(object.symbols().find("__vdso_clock_gettime").isPresent());
        } else {
          FileMatch.Found found = assertInstanceOf(FileMatch.Found.class, object.file());
          assertEquals(FileMatch.Evidence.BUILD_ID, found.evidence());
        }
      }
      assertTrue(core.objects().stream().anyMatch(o -> o.name().startsWith("libc.so")));
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void memoryIsTheCoreOverTheFiles(boolean byKernel) {
    try (CoreSnapshot core = open(byKernel ? crash : dumped)) {
      LoadedObject executable = core.objects().getFirst();
      long constant = executable.symbols().find("constant_text").orElseThrow();
      long written = executable.symbols().find("written").orElseThrow();
      long code = executable.symbols().find("main").orElseThrow();
      assertEquals("a constant in .rodata", text(core, constant));
      assertEquals("after", text(core, written));
      assertEquals(0x55, core.memory().u8(code), "push %rbp");
      assertThrows(MemoryFault.class, () -> core.memory().bytes(16, 4));
    }
  }

  private static String text(CoreSnapshot core, long address) {
    return new String(core.memory().cString(address, 64), StandardCharsets.UTF_8);
  }

  @Test
  void aCoreOfGcoreIsDumpedOnDemand() {
    try (CoreSnapshot core = open(dumped)) {
      assertTrue(core.death().onDemand());
      assertEquals(Optional.empty(), core.death().signal());
      assertEquals(2, core.threads().size());
      assertEquals(core.process().pid(), core.threads().getFirst().tid());
      assertEquals(List.of(program.toString(), "wait"), core.process().arguments());
    }
  }

  @ParameterizedTest
  @CsvSource({"abort,SIGABRT,sent by tgkill", "kill,SIGQUIT,sent by kill"})
  void aSentSignalTellsItsSender(String how, String name, String text) throws Exception {
    Path file = RealCores.byKernel(directory, program, how);
    try (CoreSnapshot core = open(file)) {
      CoreSnapshot.SignalInfo signal = core.death().signal().orElseThrow();
      assertEquals(name, signal.name());
      assertTrue(signal.codeText().startsWith(text), signal.codeText());
      assertEquals(core.process().pid(), signal.sender().orElseThrow().pid());
      assertEquals(Optional.empty(), signal.faultAddress());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aRebuiltProgramIsRefusedAndItsMemoryIsNotUsed() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path copy = Files.copy(program, elsewhere.resolve("victim"));
    Path core = RealCores.byKernel(elsewhere, copy, "crash");
    RealCores.compile(elsewhere, "victim", SOURCE.replace("after", "later"));
    try (CoreSnapshot snapshot = open(core)) {
      LoadedObject executable = snapshot.objects().getFirst();
      FileMatch.Wrong wrong = assertInstanceOf(FileMatch.Wrong.class, executable.file());
      assertTrue(wrong.why().contains(executable.buildId().orElseThrow().hex()), wrong.why());
      long pc = snapshot.threads().getFirst().registers().orElseThrow().pc();
      MemoryFault fault = assertThrows(MemoryFault.class, () -> snapshot.memory().bytes(pc, 1));
      assertTrue(fault.getMessage().contains("victim"), fault.getMessage());
      assertEquals(Optional.empty(), executable.symbols().at(pc));
    }
    UserError refused =
        assertThrows(UserError.class, () -> open(core, elsewhere.resolve("victim")).close());
    String why = String.valueOf(refused.getMessage());
    assertTrue(why.contains("is not the program of this core: its build-id is"), why);
    assertTrue(refused.hint().contains("Leave it out"), refused.hint());
    try (CoreSnapshot snapshot = open(core, program)) {
      assertEquals(List.of(), snapshot.problems());
      assertEquals("crash_here", function(snapshot, snapshot.threads().getFirst()).name());
    }
  }

  @Test
  void anAbsentProgramTellsEveryPathThatWasTried() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    Path copy = Files.copy(program, gone.resolve("victim"));
    Path core = RealCores.byKernel(gone, copy, "crash");
    Path root = Files.createDirectory(directory.resolve("root"));
    Path below = root.resolve(copy.toString().substring(1));
    CoreOptions options = new CoreOptions(Optional.empty(), List.of(root), List.of(), _ -> {});
    Files.createDirectories(below.getParent());
    Files.move(copy, below);
    try (CoreSnapshot snapshot = CoreFiles.open(core, options)) {
      assertEquals(
          new FileMatch.Found(below, FileMatch.Evidence.BUILD_ID),
          snapshot.objects().getFirst().file());
    }
    Files.delete(below);
    try (CoreSnapshot snapshot = CoreFiles.open(core, options)) {
      FileMatch.Absent absent =
          assertInstanceOf(FileMatch.Absent.class, snapshot.objects().getFirst().file());
      assertTrue(absent.tried().containsAll(List.of(below, copy)), absent.toString());
    }
  }

  @Test
  void withoutABuildIdTheBytesDecide() throws Exception {
    Path plain = Files.createDirectory(directory.resolve("plain"));
    Path built = RealCores.compile(plain, "victim", SOURCE, "-Wl,--build-id=none");
    Path core = RealCores.byKernel(plain, built, "crash");
    try (CoreSnapshot snapshot = open(core)) {
      assertEquals(
          new FileMatch.Found(built, FileMatch.Evidence.BYTES),
          snapshot.objects().getFirst().file());
    }
    RealCores.compile(plain, "victim", SOURCE + "int another(void) { return 1; }");
    try (CoreSnapshot snapshot = open(core)) {
      assertInstanceOf(FileMatch.Wrong.class, snapshot.objects().getFirst().file());
    }
  }

  @ParameterizedTest
  @CsvSource({"zstd,zst", "lz4,lz4", "xz,xz", "gzip,gz"})
  void compressedCoresReadLikePlainOnesAndLeaveNothingBehind(String tool, String suffix)
      throws Exception {
    RealCores.need(tool);
    Path packed = directory.resolve("packed." + suffix + ".without-a-name");
    RealCores.run(
        directory, "sh", "-c", "exec " + tool + " -1 -c \"$0\" > \"$1\"", crash + "", packed + "");
    Path unpacked;
    try (CoreSnapshot core = open(packed);
        CoreSnapshot plain = open(crash)) {
      unpacked = core.plainFile();
      assertEquals(plain.death(), core.death());
      assertEquals(plain.threads().size(), core.threads().size());
      assertTrue(core.completeness().complete());
      long sp = core.threads().getFirst().registers().orElseThrow().sp();
      assertArrayEquals(plain.memory().bytes(sp, 512), core.memory().bytes(sp, 512));
      assertEquals(-1, Files.mismatch(unpacked, crash));
    }
    assertFalse(Files.exists(unpacked));
    CoreSummary summary = CoreSummary.peek(packed);
    assertEquals(Optional.of("victim"), summary.program());
    assertEquals(CoreSummary.State.NOT_KNOWN, summary.state());
    cutPacked(packed);
  }

  private static void cutPacked(Path packed) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(packed.toFile(), "rw")) {
      file.setLength(file.length() * 2 / 3);
    }
    try (CoreSnapshot core = open(packed)) {
      assertFalse(core.completeness().complete());
      assertTrue(core.problems().getFirst().what().contains("ends early"));
      assertEquals("SIGSEGV", core.death().signal().orElseThrow().name());
    }
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
  void aSummaryOfBothKinds() {
    CoreSummary kernel = CoreSummary.peek(crash);
    assertEquals(Optional.of("victim"), kernel.program());
    assertEquals(CoreSummary.State.COMPLETE, kernel.state());
    assertEquals("SIGSEGV", kernel.death().orElseThrow().signal().orElseThrow().name());
    assertEquals("", kernel.problem());
    assertTrue(CoreSummary.peek(dumped).death().orElseThrow().onDemand());
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
