package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.TraceLatency;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Native functions of Node.js, and of the libraries that it calls.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceNodeTest {
  private RunningFixture target;
  private final OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
  private final Dispatcher dispatcher = new Dispatcher(Catalog.all());
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    session.background().listen(page -> told.add(page.text().strip()));
    target = Fixture.start(Nodes.any().command("opens"));
  }

  @AfterEach
  void end() {
    session.background().close();
    target.close();
  }

  private Object run(String command, String what) {
    return dispatcher.run(session, command + " -p " + target.pid() + " " + what).value();
  }

  private void awaitTold(String part) {
    while (told.stream().noneMatch(line -> line.contains(part))
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void functionsOfTheExecutable() {
    run("trace", "*uv_fs_open print (char *)$rdx");
    run("trace-tree", "/uv_fs_(open|close)/");
    target.type("/none/file");
    target.awaitLine("answer /none/file");
    awaitTold("(char *)$rdx = \"/none/file\"");
    awaitTold("<- uv_fs_open  took ");
    assertTrue(told.stream().anyMatch(line -> line.endsWith(" -> uv_fs_open")), told.toString());
    target.type("/");
    target.awaitLine("answer /");
    awaitTold("<- uv_fs_close  took ");
  }

  @Test
  void callsOfLibrariesInEachOfItsThreads() {
    run("trace-return", "libc:open");
    target.type("/none/file");
    target.awaitLine("answer /none/file");
    String call =
        "open(\"/none/file\", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)";
    while (told.stream().filter(line -> line.contains(call)).count() < 2) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertEquals(2, told.stream().map(line -> line.split(" ")[2]).distinct().count());
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
