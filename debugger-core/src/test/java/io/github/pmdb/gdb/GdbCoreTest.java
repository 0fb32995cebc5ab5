package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class GdbCoreTest {
  @TempDir Path directory;

  private final GdbStart start = new GdbStart(_ -> new PipeGdb());

  private Path core(Path program, String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try (RunningFixture running = RunningFixture.start(command)) {
      running.awaitReady();
      RunningThreads.awaitSleeping(running.pid());
      return CoreMaker.gcore(running.pid(), directory);
    }
  }

  private interface Check {
    void of(Engine engine, CoreSnapshot snapshot);
  }

  private void opened(Path core, OpenOptions options, Check check) {
    try (CoreSnapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT);
        Engine engine = start.core(core, snapshot, options)) {
      check.of(engine, snapshot);
    }
  }

  private static List<String> functions(List<NativeFrame> frames) {
    return frames.stream().map(f -> f.function().orElse("?")).toList();
  }

  private static List<NativeFrame> of(List<NativeFrame> frames, String function) {
    return frames.stream().filter(f -> f.function().equals(Optional.of(function))).toList();
  }

  @Test
  void framesOfEveryThreadWithInlinedOnes() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-g");
    opened(
        core(program),
        OpenOptions.DEFAULT,
        (engine, snapshot) -> {
          assertTrue(engine.stopped());
          assertTrue(engine.title().matches("gdb \\d+\\.\\d.*"), engine.title());
          assertEquals(2, snapshot.threads().size());
          Engine.Selection before = engine.selection();
          for (ThreadInfo thread : snapshot.threads()) {
            List<NativeFrame> frames = engine.frames(thread.tid(), 100);
            boolean main = functions(frames).contains("main");
            assertEquals(main ? 4 : 3, of(frames, "down").size(), functions(frames).toString());
            checkInlined(frames, program);
            checkStackRanges(frames);
          }
          assertEquals(before, engine.selection());
        });
  }

  private static void checkInlined(List<NativeFrame> frames, Path program) {
    NativeFrame leaf = of(frames, "leaf").getFirst();
    NativeFrame around = of(frames, "down").getFirst();
    assertTrue(leaf.inlined());
    assertFalse(around.inlined());
    assertEquals(
        List.of(leaf.pc(), leaf.sp(), leaf.cfa()), List.of(around.pc(), around.sp(), around.cfa()));
    assertEquals(Optional.of(program.toString()), leaf.object());
    NativeFrame.SourceLine line = leaf.source().orElseThrow();
    assertTrue(line.file().endsWith("sleepers.c"), line.file());
    assertEquals(7, line.line());
    assertTrue(around.functionOffset() > 0 && around.functionOffset() < 200);
  }

  /// Neighbouring frames share a border: where one ends the next begins.
  private static void checkStackRanges(List<NativeFrame> frames) {
    List<NativeFrame> own = frames.stream().filter(f -> !f.inlined()).toList();
    for (int i = 0; i + 1 < own.size(); i++) {
      assertEquals(own.get(i).cfa(), own.get(i + 1).sp());
      assertFalse(Addresses.less(own.get(i).cfa(), own.get(i).sp()));
    }
    assertTrue(own.getLast().cfa() != 0);
  }

  @Test
  void theLimitIsKeptAndTold() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-g");
    opened(
        core(program, "3000"),
        OpenOptions.DEFAULT,
        (engine, snapshot) -> {
          long tid = snapshot.process().pid();
          List<NativeFrame> frames = engine.frames(tid, 1000);
          assertEquals(1000, frames.size());
          assertTrue(frames.getLast().problem().contains("more frames"));
          assertEquals("main", engine.frames(tid, 10_000).getLast().function().orElse(""));
        });
  }

  @Test
  void aProgramThatIsNotTheOneOfTheCoreIsNotUsed() throws IOException {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-g");
    Path core = core(program);
    Path other =
        Program.c(directory, "other", Program.SLEEPERS.replace("down", "elsewhere"), "-O0", "-g");
    Files.move(other, program, StandardCopyOption.REPLACE_EXISTING);
    opened(
        core,
        OpenOptions.DEFAULT,
        (engine, snapshot) -> {
          assertInstanceOf(FileMatch.Wrong.class, snapshot.objects().getFirst().file());
          UserError error =
              assertThrows(UserError.class, () -> engine.frames(snapshot.process().pid(), 100));
          assertTrue(String.valueOf(error.getMessage()).contains("no file of the program"));
          assertEquals(List.of(), engine.complete("break elsewher"));
        });
  }

  @Test
  void strippedProgramsStillUnwind() {
    Path program = Program.c(directory, "sleepers", Program.SLEEPERS, "-O1", "-s");
    opened(
        core(program),
        OpenOptions.DEFAULT,
        (engine, snapshot) -> {
          List<NativeFrame> frames = engine.frames(snapshot.process().pid(), 100);
          long inProgram =
              frames.stream()
                  .filter(f -> f.object().equals(Optional.of(program.toString())))
                  .count();
          assertTrue(inProgram >= 5, frames.toString());
          checkStackRanges(frames);
        });
  }

  @Test
  void cPlusPlusNamesAreReadable() {
    Path program = Program.cPlusPlus(directory, "cart", Program.CPLUSPLUS, "-O1", "-g");
    opened(
        core(program),
        OpenOptions.DEFAULT,
        (engine, snapshot) ->
            assertTrue(
                functions(engine.frames(snapshot.process().pid(), 100)).stream()
                    .anyMatch(f -> f.startsWith("shop::Cart<int>::wait"))));
  }

  @Test
  void namesWithBlanksAndATranscript() throws IOException {
    Path odd = Files.createDirectory(directory.resolve("a dir 'with\" blanks"));
    Path program = Program.c(odd, "sleepers", Program.SLEEPERS, "-O1", "-g");
    Path core = Files.move(core(program), odd.resolve("core file"));
    Path transcript = directory.resolve("session.mi");
    OpenOptions usual = OpenOptions.DEFAULT;
    OpenOptions options =
        new OpenOptions(
            usual.executable(),
            usual.roots(),
            usual.debugDirectories(),
            usual.sourcePaths(),
            true,
            "gdb",
            false,
            Optional.of(transcript),
            true,
            usual.progress());
    opened(
        core,
        options,
        (engine, snapshot) ->
            assertTrue(functions(engine.frames(snapshot.process().pid(), 100)).contains("main")));
    assertTrue(Files.readString(transcript).contains("> "));
  }
}
