package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.target.OpenOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GdbSetupTest {
  @TempDir Path directory;

  @Test
  void aGdbThatFailsItselfWritesNoCore() {
    AttachedGdb.during(
        directory,
        (gdb, _) -> {
          new GdbSetup(gdb).safeDefaults(OpenOptions.DEFAULT);
          String told =
              gdb.ask(MiCommand.console("maint show internal-error corefile"), AttachedGdb.LIMIT)
                  .console();
          assertTrue(told.matches("(?s).* is \"?no\"?\\..*"), told);
        });
  }
}
