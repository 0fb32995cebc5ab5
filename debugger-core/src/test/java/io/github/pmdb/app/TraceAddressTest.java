package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Traces of addresses: of programs without symbols, and behind the beginning of a function.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TraceAddressTest {
  @TempDir Path directory;
  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private RunningFixture start(Path program) {
    return Fixture.start(List.of(program.toString(), directory.resolve("truth").toString()));
  }

  private Path stripped(Path program) {
    Path stripped = directory.resolve("stripped");
    Finished.run(
            List.of(
                Requirement.tool("strip").toString(),
                "-o",
                stripped.toString(),
                program.toString()))
        .check();
    return stripped;
  }

  /// As the file has it.
  private static long address(Path program, String function) {
    String line =
        Finished.run(List.of(Requirement.tool("nm").toString(), program.toString()))
            .check()
            .output()
            .lines()
            .filter(each -> each.endsWith(" " + function))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.split(" ")[0], 16);
  }

  private static long bias(RunningFixture target) throws IOException {
    String first = Files.readAllLines(Path.of("/proc/%d/maps".formatted(target.pid()))).getFirst();
    return Long.parseUnsignedLong(first.split("-")[0], 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2"})
  void aStrippedProgramIsTracedByAddresses(String flags) throws IOException {
    Path program = Fixture.compile("logged", flags);
    Path stripped = stripped(program);
    long step = address(program, "step");
    try (RunningFixture target = start(stripped)) {
      String here = "-p %d *0x%x".formatted(target.pid(), bias(target) + step);
      session.say("trace %s if $rsi > 0 print $rsi".formatted(here));
      session.say("trace-return %s print $rsi, $retval".formatted(here));
      session.say("trace -e %s *0x%x print $rsi".formatted(stripped, step));
      target.ask("go 2");
      for (String each :
          List.of(
              "[1] .*  \\$rsi = 1",
              "[2] .*  \\$rsi = 1, \\$retval = 95  .*",
              "[3] .*  \\$rsi = 1")) {
        TraceSession.await(
            () -> session.told().stream().anyMatch(hit -> hit.matches(each.replace("[", "\\["))));
      }
      assertTrue(session.told().stream().noneMatch(hit -> hit.matches("\\[1.*rsi = 0")));
      String inside = "-p %d *0x%x print $rsi".formatted(target.pid(), bias(target) + step + 2);
      assertEquals(
          "the function there begins at *0x%x".formatted(step),
          session.refusal("trace " + inside).hint());
    }
  }

  @Test
  void whatIsInNoRegisterIsKnownFurtherOn() {
    try (RunningFixture target = start(Fixture.compile("logged", "-O0"))) {
      String hint = session.refusal("trace -p %d *step print d".formatted(target.pid())).hint();
      assertTrue(hint.startsWith("Trace a line further on in the function"), hint);
    }
  }

  /// Without unwind information nothing else tells that no return address lies on the stack.
  @ParameterizedTest
  @ValueSource(strings = {"trace-return", "trace-tree"})
  void callsBeginWhereFunctionsDo(String command) {
    Path program = Fixture.compile("logged", "-O0", "-fno-asynchronous-unwind-tables");
    try (RunningFixture target = start(program)) {
      for (String place : List.of("step+4", "*step+4", "*(char *)step + 4")) {
        String line = "%s -p %d %s".formatted(command, target.pid(), place);
        String said = String.valueOf(session.refusal(line).getMessage());
        assertTrue(said.endsWith("is in the middle of step, and nothing calls it"), said);
      }
      target.ask("go 1");
    }
  }

  @Test
  void aDistanceFromAFunctionIsAnAddress() {
    try (RunningFixture target = start(Fixture.compile("logged", "-O0"))) {
      // endbr64 is not there, push %rbp is.
      session.say("trace -p %d step+1 print $rsi".formatted(target.pid()));
      session.say("trace -p %d step + 0x1 print $rsi".formatted(target.pid()));
      target.ask("go 1");
      session.awaitTold("[1] ");
      session.awaitTold("[2] ");
      assertTrue(session.told().stream().allMatch(hit -> hit.endsWith("  $rsi = 0")));
    }
  }
}
