package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.TraceLatency;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Native functions of Node.js, and of the libraries that it calls.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceNodeTest {
  private RunningFixture target;
  private final TraceSession session = new TraceSession();

  @BeforeEach
  void start() {
    target = Fixture.start(Nodes.any().command("opens"));
  }

  @AfterEach
  void end() {
    session.close();
    target.close();
  }

  private Object run(String command, String what) {
    return session.run(command + " -p " + target.pid() + " " + what).value();
  }

  @Test
  void functionsOfTheExecutable() {
    run("trace", "*uv_fs_open print (char *)$rdx");
    run("trace-tree", "/uv_fs_(open|close)/");
    target.type("/none/file");
    target.awaitLine("answer /none/file");
    session.awaitTold("(char *)$rdx = \"/none/file\"");
    session.awaitTold("<- uv_fs_open  took ");
    assertTrue(
        session.told().stream().anyMatch(line -> line.endsWith(" -> uv_fs_open")),
        session.told().toString());
    target.type("/");
    target.awaitLine("answer /");
    session.awaitTold("<- uv_fs_close  took ");
  }

  @Test
  void callsOfLibrariesInEachOfItsThreads() {
    run("trace-return", "libc:open");
    target.type("/none/file");
    target.awaitLine("answer /none/file");
    String call =
        "open(\"/none/file\", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)";
    session.awaitTold(call, 2);
    assertEquals(2, session.told().stream().map(line -> line.split(" ")[2]).distinct().count());
  }

  @Test
  void callsAreMeasuredWhereExceptionsMayPass() {
    TraceLatency.Measured measured =
        (TraceLatency.Measured) run("trace-latency --for 10ms", "uv__io_poll");
    assertEquals(1, measured.functions());
  }

  @Test
  void codeThatIsMadeAtRunTimeIsRefused() {
    long code;
    try (LiveSnapshot process = LiveProcess.open(target.pid())) {
      code =
          process.mappings().stream()
              .filter(each -> each.executable() && each.path().isEmpty())
              .mapToLong(Mapping::start)
              .findFirst()
              .orElseThrow();
    }
    UserError error =
        assertThrows(
            UserError.class, () -> run("trace", "*0x%x print 1".formatted(code)), "no file");
    assertTrue(String.valueOf(error.getMessage()).contains("JIT"), error.toString());
  }
}
