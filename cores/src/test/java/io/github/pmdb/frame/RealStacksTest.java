package io.github.pmdb.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our frames of real programs against gdb's.
class RealStacksTest {
  /// Prints tid and pc of every frame that is on the stack; inlined ones and the tail calls that
  /// gdb infers are not.
  private static final String FRAMES =
      """
      import gdb
      for thread in gdb.selected_inferior().threads():
          thread.switch()
          frame, count = gdb.newest_frame(), 0
          while frame is not None and count < LIMIT:
              if frame.type() not in (gdb.INLINE_FRAME, gdb.TAILCALL_FRAME):
                  print("FRAME %d %x" % (thread.ptid[1], frame.pc()))
                  count += 1
              frame = frame.older()
      """;

  private static final Pattern FRAME = Pattern.compile("FRAME (\\d+) ([0-9a-f]+)");
  private static final int LIMIT = 300;

  @TempDir Path directory;

  private Map<Long, List<String>> gdb(Path program, Path core) throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("frames.py"), FRAMES.replace("LIMIT", Integer.toString(LIMIT)));
    List<String> command =
        List.of(
            Requirement.tool("gdb").toString(),
            "-batch",
            "-nx",
            "-iex",
            "set debuginfod enabled off",
            "-ex",
            "set backtrace past-main on",
            "-x",
            script.toString(),
            program.toString(),
            core.toString());
    return FRAME
        .matcher(Finished.run(command).output())
        .results()
        .collect(
            Collectors.groupingBy(
                m -> Long.parseLong(m.group(1)),
                TreeMap::new,
                Collectors.mapping((MatchResult m) -> m.group(2), Collectors.toList())));
  }

  private static Map<Long, List<String>> ours(CoreSnapshot core) {
    Unwinder unwinder = new Unwinder(core);
    Map<Long, List<String>> stacks = new TreeMap<>();
    core.threads()
        .forEach(t ->
            stacks.put(
                t.tid(),
                unwinder.unwind(t, LIMIT).stream().map(f -> Long.toHexString(f.pc())).toList()));
    return stacks;
  }

  private List<NativeFrame> sameAsGdb(Path program, Path file) throws IOException {
    try (CoreSnapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
      assertEquals(gdb(program, file), ours(core));
      return Unwinder.unwind(core, core.threads().getFirst(), LIMIT);
    }
  }

  private List<NativeFrame> crash(String name, String... flags) throws IOException {
    Path program = Fixture.compile(name, flags);
    return sameAsGdb(program, CoreMaker.kernelCore(directory, List.of(program.toString())));
  }

  private static List<String> functions(List<NativeFrame> frames) {
    return frames.stream().map(f -> f.function().orElse("?")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2 -fomit-frame-pointer", "-O1 -s", "-O2 -static"})
  void everyThreadOfAProgramThatWaits(String flags) throws IOException {
    Path program = Fixture.compile("threads-blocked", flags.split(" "));
    try (RunningFixture running = Fixture.start(List.of(program.toString()))) {
      List<NativeFrame> frames = sameAsGdb(program, CoreMaker.gcore(running.pid(), directory));
      assertTrue(frames.size() > 3, frames.toString());
    }
  }

  @Test
  void aSignalHandlerThatAborts() throws IOException {
    List<NativeFrame> frames = crash("abort-in-handler");
    NativeFrame signal = frames.stream().filter(f -> f.signalHandler()).findFirst().orElseThrow();
    assertEquals("give_up", frames.get(signal.level() - 1).function().orElseThrow());
    assertEquals("divide", frames.get(signal.level() + 1).function().orElseThrow());
    assertTrue(frames.stream().allMatch(f -> f.certainty() == Certainty.SURE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2"})
  void aCallThroughNull(String flags) throws IOException {
    List<NativeFrame> frames = crash("call-null", flags);
    assertEquals(0, frames.getFirst().pc());
    assertEquals(Certainty.GUESSED, frames.get(1).certainty());
    assertTrue(functions(frames).contains("main"));
  }

  @Test
  void aStackThatOverflowed() throws IOException {
    List<NativeFrame> frames = crash("stack-overflow");
    assertEquals(LIMIT, frames.size());
    assertTrue(frames.getLast().problem().contains("stops after 300 frames"));
    assertEquals("descend", frames.getLast().function().orElseThrow());
  }
}
