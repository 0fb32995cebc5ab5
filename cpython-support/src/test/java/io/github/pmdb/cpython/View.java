package io.github.pmdb.cpython;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/// Ways to see a program that stands still.
enum View {
  LIVE("Running process"),
  CORE("Core"),
  WITHOUT_SYMBOLS("Core, without any symbol"),
  WITHOUT_FILES("Core, without any file that was mapped");

  private final String title;

  View(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// Looks at a process in every way; it is running again when its core is looked at.
  static void each(RunningFixture process, Path directory, BiConsumer<View, Snapshot> look)
      throws IOException {
    try (Snapshot live = LiveProcess.open(process.pid())) {
      look.accept(LIVE, live);
    }
    Path file = CoreMaker.gcore(process.pid(), directory);
    try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
      look.accept(CORE, core);
      look.accept(WITHOUT_SYMBOLS, Veiled.withoutSymbols(core));
      look.accept(WITHOUT_FILES, Veiled.withoutFiles(core));
    }
    Files.delete(file);
  }
}
