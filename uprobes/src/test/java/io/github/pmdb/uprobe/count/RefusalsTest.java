package io.github.pmdb.uprobe.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Choice;
import io.github.pmdb.uprobe.attach.FilePlaces;
import io.github.pmdb.uprobe.attach.Location;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is refused before the kernel is asked, on a real process. Needs no rights but those to
/// look.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefusalsTest {
  @TempDir private Path directory;

  private static String refusal(LiveSnapshot process, String location) {
    return told(() -> new ProcessPlaces(process).find(Location.parse(location)));
  }

  private static String told(org.junit.jupiter.api.function.Executable call) {
    UserError error = assertThrows(UserError.class, call);
    return error.getMessage() + " | " + error.hint();
  }

  private static void assertTells(String expected, String told) {
    assertTrue(told.contains(expected), told);
  }

  @Test
  void namesThatMeanNothing() {
    try (RunningFixture target = Fixture.startC("traced");
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      assertTells("'.*lph.*': alpha", refusal(process, "lph"));
      assertTells("is named nosuch", refusal(process, "nosuch"));
      assertTells("are in libc.so.6, ", refusal(process, "(getpid|_dl_.*)"));
      assertTells("has no library nosuch loaded", refusal(process, "nosuch:f"));
      assertTells("sees no file /nosuch.so", refusal(process, "/nosuch.so:f"));
      assertTells("it only chooses one of several", refusal(process, "libc:strlen"));
    }
  }

  @Test
  void aFunctionThatOnlyOneLibraryHasNeedsNoName() {
    try (RunningFixture target = Fixture.startC("traced");
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      Choice choice = new ProcessPlaces(process).find(Location.parse("getppid"));
      assertTells("/libc.so.6", choice.target().file().name());
    }
  }

  @Test
  void addressesWithoutAFileOrInTheMiddle() throws Exception {
    try (RunningFixture target = Fixture.startC("traced");
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      long alpha = process.objects().getFirst().symbols().find("alpha").orElseThrow();
      Choice choice = new ProcessPlaces(process).find(Location.parse("*0x" + hex(alpha)));
      assertEquals("alpha", choice.places().getFirst().name());
      assertTells("in the middle of alpha", refusal(process, "*0x" + hex(alpha + 1)));
      Mapping stack =
          process.mappings().stream()
              .filter(m -> m.path().equals("[stack]"))
              .findFirst()
              .orElseThrow();
      assertTells("that code is in none", refusal(process, "*0x" + hex(stack.start())));
      Mapping nameless =
          process.mappings().stream().filter(m -> m.path().isEmpty()).findFirst().orElseThrow();
      assertTells("JIT", refusal(process, "*0x" + hex(nameless.start())));
      assertTells("nothing is mapped", refusal(process, "*0x10"));
    }
  }

  private static String hex(long address) {
    return Long.toHexString(address);
  }

  @Test
  void codeThatTheProcessHasRewritten() throws Exception {
    try (RunningFixture target = Fixture.startC("traced");
        LiveSnapshot process = LiveProcess.open(target.pid())) {
      long beta = process.objects().getFirst().symbols().find("beta").orElseThrow();
      try (RandomAccessFile memory =
          new RandomAccessFile("/proc/%d/mem".formatted(target.pid()), "rw")) {
        memory.seek(beta);
        memory.write(new byte[] {(byte) 0xe9, 1, 2, 3, 4});
      }
      assertTells("has rewritten its first instructions", refusal(process, "beta"));
      Choice both = new ProcessPlaces(process).find(Location.parse("/alpha|beta/"));
      assertEquals("alpha", both.places().getFirst().name());
      assertEquals("beta", both.passed().getFirst().name());
    }
  }

  @Test
  void filesThatAreNoProgramsAndReturnsInGo() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "no program");
    assertTells("is not an ELF file", told(() -> find(text, "main")));
    assertTells("depends on the process", told(() -> find(text, "libc:malloc")));

    Path go = directory.resolve("go");
    String objcopy = Requirement.tool("objcopy").toString();
    Finished.run(
            List.of(
                objcopy,
                "--add-section=.gopclntab=" + text,
                Fixture.compile("traced").toString(),
                go.toString()))
        .check();
    Choice choice = find(go, "alpha");
    assertTells("Go program", told(choice.target()::requireReturns));
    find(Fixture.compile("traced"), "alpha").target().requireReturns();

    Path stripped = directory.resolve("stripped");
    Finished.run(
            List.of(
                Requirement.tool("strip").toString(),
                "-o",
                stripped.toString(),
                Fixture.compile("traced", "-static").toString()))
        .check();
    assertTells("its symbols were stripped", told(() -> find(stripped, "alpha")));
  }

  private static Choice find(Path file, String location) {
    return new FilePlaces(file).find(Location.parse(location));
  }
}
