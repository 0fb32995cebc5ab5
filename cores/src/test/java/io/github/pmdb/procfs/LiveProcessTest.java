package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.elf.BuildIds;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveProcessTest {
  private static final String SOURCE =
      """
      #include <stdio.h>
      #include <unistd.h>
      char text[] = "bytes of the target";
      int main(void) {
        printf("%p\\n", (void *) text);
        fflush(stdout);
        pause();
      }
      """;

  @TempDir private Path directory;

  private CProgram start() throws Exception {
    return CProgram.start(CProgram.compile(directory, SOURCE).toString(), "first", "two words");
  }

  @Test
  void tellsWhoItIs() throws Exception {
    try (CProgram program = start();
        LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
      assertEquals("program", snapshot.process().name());
      assertEquals(List.of("first", "two words"), snapshot.process().arguments().subList(1, 3));
      assertEquals(
          ProcessHandle.of(program.pid()).orElseThrow().parent().orElseThrow().pid(),
          snapshot.process().parentPid().orElseThrow());
      assertTrue(snapshot.process().executable().orElseThrow().endsWith("/program"));
      assertTrue(snapshot.process().environment().stream().anyMatch(e -> e.startsWith("PATH=")));
      assertEquals(Path.of("/"), snapshot.process().root());
      assertEquals(Architecture.X86_64, snapshot.architecture());
      assertEquals(Consistency.TORN, snapshot.consistency());
      assertFalse(snapshot.otherMountNamespace() || snapshot.otherPidNamespace());
      assertTrue(snapshot.tracer().isEmpty());
      assertTrue(snapshot.alive());
      assertEquals(List.of(), snapshot.problems());
    }
  }

  @Test
  void statesOfThreadsStayAsTheyWereRead() throws Exception {
    try (CProgram program = start();
        LiveSnapshot before = LiveProcess.open(program.pid())) {
      assertEquals(Consistency.TORN, before.consistency());
      new ProcessBuilder("kill", "-STOP", Long.toString(program.pid())).start().waitFor();
      Consistency now = Consistency.TORN;
      while (now == Consistency.TORN) {
        try (LiveSnapshot after = LiveProcess.open(program.pid())) {
          now = after.consistency();
        }
      }
      assertEquals(Consistency.TORN, before.consistency());
      assertTrue(before.threads().stream().noneMatch(t -> t.state().code() == 'T'));
    }
  }

  @Test
  void readsMemoryAndFaultsWhereNothingIsMapped() throws Exception {
    try (CProgram program = start();
        LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
      long address = Long.decode(program.firstLine());
      assertArrayEquals(
          "bytes of the target".getBytes(StandardCharsets.US_ASCII),
          snapshot.memory().cString(address, 100));
      MemoryFault fault = assertThrows(MemoryFault.class, () -> snapshot.memory().bytes(4096, 8));
      assertEquals(4096, fault.address());
      assertThrows(MemoryFault.class, () -> snapshot.memory().bytes(-4096, 8));
      long end = snapshot.mappingAt(address).orElseThrow().end();
      if (snapshot.mappingAt(end).isEmpty()) {
        MemoryFault partly =
            assertThrows(MemoryFault.class, () -> snapshot.memory().bytes(end - 4, 8));
        assertEquals(end, partly.address());
      }
    }
  }

  @Test
  void findsLoadedObjects() throws Exception {
    try (CProgram program = start();
        LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
      LoadedObject executable = snapshot.objects().getFirst();
      assertTrue(executable.isExecutable());
      assertEquals("program", executable.name());
      assertEquals(
          directory.resolve("program").toRealPath(),
          assertInstanceOf(FileMatch.Found.class, executable.file()).path());
      assertEquals(40, executable.buildId().orElseThrow().hex().length());
      assertTrue(snapshot.objects().stream().anyMatch(o -> o.name().startsWith("libc.so")));
      LoadedObject vdso =
          snapshot.objects().stream().filter(o -> o.name().equals("[vdso]")).findFirst().get();
      assertInstanceOf(FileMatch.InMemory.class, vdso.file());
      assertTrue(vdso.symbols().find("__vdso_clock_gettime").isPresent());
      assertEquals(
          Long.decode(program.firstLine()), executable.symbols().find("text").orElseThrow());
      assertEquals(executable, snapshot.objectAt(Long.decode(program.firstLine())).orElseThrow());
    }
  }

  @Test
  void opensTheMappedFileEvenWhenItWasReplaced() throws Exception {
    try (CProgram program = start()) {
      Path other = Files.writeString(directory.resolve("other"), "not the program");
      Files.move(other, directory.resolve("program"), StandardCopyOption.REPLACE_EXISTING);
      try (LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
        LoadedObject executable = snapshot.objects().getFirst();
        assertTrue(executable.isExecutable());
        Path found = assertInstanceOf(FileMatch.Found.class, executable.file()).path();
        assertEquals(executable.buildId(), BuildIds.ofFile(found));
      }
    }
  }

  @Test
  void tellsWhatIsNoProcess() throws Exception {
    UserError absent = assertThrows(UserError.class, () -> LiveProcess.open(0x3fff_fff0L));
    assertEquals("there is no process " + 0x3fff_fff0L, absent.getMessage());
    UserError kernel = assertThrows(UserError.class, () -> LiveProcess.open(2));
    assertTrue(String.valueOf(kernel.getMessage()).contains("is a kernel thread"));
  }

  @Test
  void tellsThatItEnded() throws Exception {
    CProgram program = start();
    try (LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
      program.close();
      UserError ended = assertThrows(UserError.class, () -> snapshot.memory().bytes(0x1000, 8));
      assertTrue(
          String.valueOf(ended.getMessage())
              .startsWith("process " + program.pid() + " ended while"));
      assertFalse(snapshot.alive());
    }
  }
}
