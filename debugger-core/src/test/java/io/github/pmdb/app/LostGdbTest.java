package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A gdb that is killed.
@Timeout(120)
class LostGdbTest {
  @TempDir Path directory;

  @Test
  void whileItAttachesTheProcessRunsOn() throws IOException {
    Path gdb = directory.resolve("gdb");
    String dies = "import os; gdb.events.new_thread.connect(lambda _: os.kill(os.getpid(), 9))";
    Files.writeString(
        gdb, "#!/bin/sh\nexec " + Requirement.tool("gdb") + " -iex 'python " + dies + "' \"$@\"\n");
    Files.setPosixFilePermissions(gdb, PosixFilePermissions.fromString("rwx------"));
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "till")) {
      String pid = Long.toString(running.pid());
      String output = Batch.pmdb(List.of("--gdb", gdb.toString(), "attach", pid), "py-bt");
      assertTrue(output.contains(") has ended"), output);
      running.ask("afterwards");
    }
  }
}
