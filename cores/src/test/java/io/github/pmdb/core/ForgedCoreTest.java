package io.github.pmdb.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.UserError;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgedCoreTest {
  @TempDir Path directory;

  private CoreSnapshot open(ElfBuilder builder) {
    return CoreFiles.open(builder.write(directory.resolve("core")), CoreOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64,62,true,false",
    "AARCH64,183,true,false",
    "AARCH64,183,true,true",
    "I386,3,false,false",
    "ARM,40,false,false",
    "ARM,40,false,true",
    "PPC64,21,true,true",
    "PPC64,21,true,false",
    "S390X,22,true,true",
    "RISCV64,243,true,false",
    "OTHER,8,false,true"
  })
  void identityThreadsAndSignalOfEveryArchitecture(
      Architecture expected, int machine, boolean wide, boolean big) {
    ElfBuilder builder =
        new ElfBuilder(wide, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, 4, machine)
            .thread(4711, 11)
            .process(4710, 1000, "victim", "victim --now ")
            .signal(11, 2, 0x1234)
            .thread(4710, 0)
            .load(0x10000, 6, (byte) 1);
    try (CoreSnapshot core = open(builder)) {
      assertEquals(expected, core.architecture());
      assertEquals(4710, core.process().pid());
      assertEquals(1000, core.process().uid().orElseThrow());
      assertEquals(7, core.process().parentPid().orElseThrow());
      assertEquals("victim", core.process().name());
      assertEquals(List.of("victim", "--now"), core.process().arguments());
      assertEquals(List.of(4711L, 4710L), core.threads().stream().map(t -> t.tid()).toList());
      CoreSnapshot.SignalInfo signal = core.death().signal().orElseThrow();
      assertEquals("invalid permissions for mapped object", signal.codeText());
      assertEquals(Optional.of(0x1234L), signal.faultAddress());
      assertEquals(
          expected == Architecture.X86_64, core.threads().getFirst().registers().isPresent());
      assertEquals(1, core.memory().u8(0x10000));
    }
  }

  @Test
  void foreignAndShortNotesAreNamed() {
    ElfBuilder builder =
        ElfBuilder.core()
            .thread(1, 6)
            .note("NetBSD-CORE", 1, new byte[160])
            .note("LINUX", 0x202, new byte[100])
            .note("CORE", 0x7777, new byte[3])
            .note("CORE", 1, new byte[10]);
    try (CoreSnapshot core = open(builder)) {
      assertEquals(List.of("NetBSD-CORE 0x1", "CORE 0x7777"), core.unknownNotes());
      assertEquals(1, core.threads().size());
      assertTrue(core.problems().getFirst().what().contains("has only 10 bytes"));
    }
  }

  @Test
  void memoryLeftOutSaysSoAndAFileWithoutAMatchToo() {
    ElfBuilder builder =
        ElfBuilder.core()
            .thread(1, 6)
            .file(0x50000, 0x51000, 3, "/does/not/exist.so")
            .segment(1, 6, 0x40000, new byte[0], 0, 0x1000)
            .segment(1, 5, 0x50000, new byte[0], 0, 0x1000);
    try (CoreSnapshot core = open(builder)) {
      MemoryFault hole = assertThrows(MemoryFault.class, () -> core.memory().u8(0x40000));
      assertTrue(hole.getMessage().contains("coredump_filter"), hole.getMessage());
      MemoryFault file = assertThrows(MemoryFault.class, () -> core.memory().u8(0x50000));
      assertTrue(file.getMessage().contains("/does/not/exist.so"), file.getMessage());
      assertEquals(3 * 4096, core.mappingAt(0x50010).orElseThrow().fileOffset());
      FileMatch.Absent absent = (FileMatch.Absent) core.objects().getFirst().file();
      assertTrue(absent.tried().contains(Path.of("/does/not/exist.so")));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,true", "2,true", "5,true", "19,true", "11,false", "6,false"})
  void whatADebuggerDumpsIsOnDemandUnlessAFatalSignalStoppedIt(int signal, boolean onDemand) {
    ElfBuilder builder = ElfBuilder.core().process(10, 0, "victim", "victim").thread(10, signal);
    try (CoreSnapshot core = open(builder)) {
      assertEquals(onDemand, core.death().onDemand());
    }
  }

  @Test
  void theKernelsOwnTrapIsACrash() {
    try (CoreSnapshot core =
        open(ElfBuilder.core().thread(10, 5).process(10, 0, "victim", "").signal(5, 0x80, 0))) {
      assertEquals("raised by the kernel", core.death().signal().orElseThrow().codeText());
    }
  }

  @Test
  void aTerabyteOpensWithoutBeingRead() throws Exception {
    long size = 1L << 40;
    ElfBuilder builder =
        ElfBuilder.core()
            .thread(5, 11)
            .segment(1, 6, 0x1000_0000_0000L, new byte[] {42}, size, size);
    Path file = builder.write(directory.resolve("huge"));
    long start;
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      start = grown.length() - 1;
      grown.setLength(start + size);
      grown.seek(start + size - 1);
      grown.write(7);
    }
    // Reading it all would take minutes.
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try (CoreSnapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
            assertTrue(core.completeness().complete());
            assertEquals(42, core.memory().u8(0x1000_0000_0000L));
            assertEquals(7, core.memory().u8(0x1000_0000_0000L + size - 1));
          }
          assertEquals(CoreSummary.State.COMPLETE, CoreSummary.peek(file).state());
        });
  }

  @Test
  void moreSegmentsThanTheHeaderCanCount() throws Exception {
    int count = 70_000;
    ElfBuilder builder = ElfBuilder.core().thread(5, 11);
    for (int i = 0; i < count; i++) {
      builder.load(0x10000 + 0x2000L * i, 6, (byte) i);
    }
    byte[] bytes = builder.build();
    java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort(56, (short) 0xffff);
    // Without the section header that has the number: as if the file had been cut.
    Path file = Files.write(directory.resolve("cut"), bytes);
    assertEquals(count, segments(file));
    // With it, as the kernel writes it.
    byte[] grown = java.util.Arrays.copyOf(bytes, bytes.length + 64);
    java.nio.ByteBuffer whole = java.nio.ByteBuffer.wrap(grown).order(ByteOrder.LITTLE_ENDIAN);
    whole.putLong(40, bytes.length).putShort(58, (short) 64).putShort(60, (short) 1);
    whole.putInt(bytes.length + 44, count + 1);
    assertEquals(count, segments(Files.write(directory.resolve("whole"), grown)));
  }

  private static int segments(Path file) {
    try (CoreSnapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
      assertEquals(3, core.memory().u8(0x10000 + 0x2000L * 3));
      assertEquals(0x6f, core.memory().u8(0x10000 + 0x2000L * 69_999));
      return core.mappings().size();
    }
  }

  @Test
  void hostileHeadersEndInAnErrorOrAProblem() {
    byte[] none = new byte[0];
    ElfBuilder overlapping = ElfBuilder.core().thread(1, 11);
    for (int i = 0; i < 1000; i++) {
      overlapping.segment(1, 6, 0x1000L * i, new byte[] {1}, 1L << 40, -1L >>> (i % 60));
    }
    overlapping.segment(1, 6, -4096, none, Long.MAX_VALUE, Long.MAX_VALUE);
    overlapping.segment(4, 0, 0, none, 1L << 60, 0);
    overlapping.segment(4, 0, 0, none, -1, -1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          try (CoreSnapshot core = open(overlapping)) {
            assertFalse(core.completeness().complete());
            assertFalse(core.problems().isEmpty());
          }
        });
  }

  @Test
  void aTableOutsideTheFileIsAnError() throws Exception {
    byte[] bytes = ElfBuilder.core().thread(1, 11).build();
    java.nio.ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(32, -8);
    Path file = Files.write(directory.resolve("outside"), bytes);
    assertThrows(UserError.class, () -> CoreFiles.open(file, CoreOptions.DEFAULT));
    assertEquals(CoreSummary.State.UNREADABLE, CoreSummary.peek(file).state());
  }
}
