package io.github.pmdb.node;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A way to look at `fixtures/node/heap.js`. Cores are deleted as soon as they were read: those of
/// gdb hold gigabytes of zeros.
enum HeapView {
  KERNEL_CORE("core by the kernel") {
    @Override
    Map<HeapAspect, Score> read(Node node, Path directory) throws IOException {
      return kernelCore(node, directory);
    }
  },
  STRIPPED("core by the kernel, program stripped") {
    @Override
    Map<HeapAspect, Score> read(Node node, Path directory) throws IOException {
      Node stripped = node.stripped(directory);
      try {
        return kernelCore(stripped, directory);
      } finally {
        Files.delete(stripped.program());
      }
    }
  },
  GDB_CORE("core by gdb") {
    @Override
    Map<HeapAspect, Score> read(Node node, Path directory) throws IOException {
      Path truth = directory.resolve("truth");
      try (RunningFixture running = Fixture.start(node.command("heap", truth.toString()))) {
        Path core = CoreMaker.gcore(running.pid(), directory);
        try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
          return new HeapReading(snapshot, HeapTruth.read(truth)).compare();
        } finally {
          Files.delete(core);
        }
      }
    }
  },
  LIVE("process") {
    @Override
    Map<HeapAspect, Score> read(Node node, Path directory) throws IOException {
      Path file = directory.resolve("truth");
      // Below a shell: the JDK waits for its own children and would take a stop for their end.
      List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
      command.addAll(node.command("heap", file.toString()));
      try (RunningFixture _ = Fixture.start(command)) {
        HeapTruth truth = HeapTruth.read(file);
        long pid = Long.parseLong(truth.text("pid"));
        try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
          return new HeapReading(stopped.snapshot(), truth).compare();
        } finally {
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    }
  };

  private final String title;

  HeapView(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract Map<HeapAspect, Score> read(Node node, Path directory) throws IOException;

  private static Map<HeapAspect, Score> kernelCore(Node node, Path directory) throws IOException {
    Path truth = directory.resolve("truth");
    Path core = makeCore(node, truth, directory);
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      return new HeapReading(snapshot, HeapTruth.read(truth)).compare();
    } finally {
      Files.delete(core);
    }
  }

  /// Lets the program write down the truth and die by its own `abort()`.
  static Path makeCore(Node node, Path truth, Path directory) {
    return CoreMaker.kernelCore(directory, node.command("heap", truth.toString(), "abort"));
  }
}
