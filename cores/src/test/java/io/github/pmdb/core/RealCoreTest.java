package io.github.pmdb.core;

import static io.github.pmdb.core.Victim.SOURCE;
import static io.github.pmdb.core.Victim.function;
import static io.github.pmdb.core.Victim.open;
import static io.github.pmdb.core.Victim.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RealCoreTest {
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

  /// gdb writes the notes behind the memory.
  @Test
  void whereTheNotesAreCutOffTheNamedProgramIsKnownByItsBuildId() throws Exception {
    Path cut = Files.copy(dumped, directory.resolve("cut"));
    try (FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
      file.truncate(file.size() * 9 / 10);
    }
    try (CoreSnapshot core = open(cut, program)) {
      LoadedObject executable = core.objects().getFirst();
      assertTrue(executable.isExecutable());
      assertInstanceOf(FileMatch.Found.class, executable.file());
      assertTrue(executable.symbols().find("main").isPresent());
    }
    Path other = Files.copy(Path.of("/bin/true"), directory.resolve("other"));
    try (CoreSnapshot core = open(cut, other)) {
      String why = "none has the build-id of " + other;
      assertTrue(core.problems().stream().anyMatch(p -> p.what().contains(why)));
    } finally {
      Files.delete(cut);
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
}
