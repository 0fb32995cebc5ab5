package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that Go's own compiler made, where there is one: their stacks move, which a probe at a
/// return would not survive.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class TraceGoTest {
  /// Deep enough that the stack is moved several times.
  private static final String SOURCE =
      """
      package main

      import (
      	"bufio"
      	"fmt"
      	"os"
      )

      //go:noinline
      func deep(n int) int {
      	var pad [256]byte
      	if n == 0 {
      		return int(pad[3])
      	}
      	return deep(n-1) + 1
      }

      func main() {
      	fmt.Println("ready")
      	in := bufio.NewScanner(os.Stdin)
      	for in.Scan() {
      		done := make(chan int)
      		go func() { done <- deep(2000) }()
      		fmt.Println("result", <-done)
      		fmt.Println("answer", in.Text())
      	}
      }
      """;

  private static final String REFUSAL = "its stacks move, and a probe at a return would crash it";

  /// What it keeps of its library is for all of them.
  @TempDir static Path directory;

  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private Path built(String... flags) throws IOException {
    Optional<Path> go =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "go"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(go.isPresent(), "needs a compiler of Go");
    Path source = directory.resolve("deep.go");
    Files.writeString(source, SOURCE);
    Path program = directory.resolve("deep" + flags.length);
    List<String> line = new ArrayList<>(List.of(go.get().toString(), "build"));
    line.addAll(List.of(flags));
    line.addAll(List.of("-o", program.toString(), source.toString()));
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().put("GOCACHE", directory.resolve("cache").toString());
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOTOOLCHAIN", "local");
    assertEquals(0, builder.start().onExit().join().exitValue());
    return program;
  }

  @Test
  void entriesAreTracedAndReturnsRefused() throws IOException {
    Path program = built();
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      String of = " -p " + target.pid() + " main.deep";
      for (String command : List.of("trace-return", "trace-tree", "trace-latency --for 1s")) {
        String told = String.valueOf(session.refusal(command + of).getMessage());
        assertTrue(told.contains(REFUSAL), told);
      }
      session.run("trace" + of + " if n > 1990 print n, $arg1");
      target.type("go");
      target.awaitLine("result 2000");
      session.awaitTold(10);
      for (int i = 0; i < 10; i++) {
        int n = 2000 - i;
        assertTrue(
            session.told().get(i).endsWith(" deep0  n = %d, $arg1 = %d".formatted(n, n)),
            session.told().toString());
      }
    }
  }

  /// Without debug information nothing is known of where Go has its arguments.
  @Test
  void whatIsNotKnownOfStrippedProgramsIsTold() throws IOException {
    Path program = built("-ldflags=-w");
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      String of = " -p " + target.pid() + " ";
      String told = session.refusal("trace" + of + "main.deep print $arg1").toString();
      assertTrue(told.contains("Go passes arguments in registers of its own"), told);
      session.run("trace" + of + "main.deep if $rax == 2000 print $rax");
      target.ask("go");
      session.awaitTold("$rax = 2000");
    }
    Path bare = built("-ldflags=-s -w", "-trimpath");
    try (RunningFixture target = Fixture.start(List.of(bare.toString()))) {
      String told =
          String.valueOf(
              session.refusal("trace-return -p " + target.pid() + " main.deep").getMessage());
      assertTrue(told.contains(REFUSAL), told);
    }
  }
}
