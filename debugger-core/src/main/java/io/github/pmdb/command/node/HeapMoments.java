package io.github.pmdb.command.node;

import io.github.pmdb.command.Session;
import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.packed.CacheDirectory;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.node.NodeInspector;
import io.github.pmdb.node.NodeInterpreter;
import io.github.pmdb.node.heapdiff.FileMoment;
import io.github.pmdb.node.heapdiff.HeapMoment;
import io.github.pmdb.node.heapdiff.Moment;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Targets;
import io.github.pmdb.thread.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what was on a heap at a moment: of a core, a process, a `.heapsnapshot`, the open target.
final class HeapMoments {
  private final Session session;
  private final boolean live;
  private final List<String> pauses = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /// @param live whether garbage is left out
  HeapMoments(Session session, boolean live) {
    this.session = session;
    this.live = live;
  }

  /// Whether a name is that of a file which a JavaScript program, or pmdb, wrote.
  static boolean isSnapshot(String name) {
    if (Targets.pid(name).isPresent()) {
      return false;
    }
    try {
      return FileMoment.isOne(Path.of(name));
    } catch (IOException e) {
      throw new UserError(
          "%s can not be read: %s".formatted(name, e.getMessage()),
          "a core, a .heapsnapshot or a process id is wanted",
          e);
    }
  }

  /// @param name of a core, a snapshot or a process
  Moment of(String name) {
    Optional<Long> pid = Targets.pid(name);
    if (pid.isPresent()) {
      return ofProcess(pid.get());
    }
    if (isSnapshot(name)) {
      session.progress("reads " + name);
      return FileMoment.read(Path.of(name), Cancellation::check);
    }
    try (Snapshot snapshot = CoreFiles.open(Path.of(name), CoreOptions.DEFAULT)) {
      return read(inspector(snapshot, name));
    }
  }

  /// The open target.
  Moment ofTarget() {
    NodeView view = NodeView.of(session);
    problems.addAll(view.withMotion(List.of()));
    return read(view.inspector());
  }

  /// Of a copy, so that the process stands still only while its memory is copied: to read in place
  /// takes ten times as long.
  private Moment ofProcess(long pid) {
    Pause pause =
        Pause.copying(pid, CacheDirectory.places(), session::progress, Cancellation::check);
    pause.remark().ifPresent(problems::add);
    try (pause) {
      return read(inspector(pause.snapshot(), "process " + pid));
    } finally {
      pauses.add("process %d stood still for %d ms".formatted(pid, pause.length().toMillis()));
    }
  }

  private Moment read(NodeInspector node) {
    Moment moment = HeapMoment.of(node, live, Cancellation::check, session::progress);
    problems.addAll(node.heap().problems());
    return moment;
  }

  private static NodeInspector inspector(Snapshot snapshot, String name) {
    return switch (new NodeInterpreter().detect(snapshot)) {
      case Detection.Found(NodeInspector node) -> node;
      case Detection.Found _, Detection.NotPresent _ ->
          throw new UserError("no Node.js is in " + name, "`verdict` lists what is loaded");
      case Detection.Failed failed ->
          throw new UserError(
              "Node.js is in %s and can not be read".formatted(name),
              String.join("\n", failed.steps()));
    };
  }

  /// How long processes were stopped, in words.
  List<String> pauses() {
    return List.copyOf(pauses);
  }

  List<Problem> problems() {
    return problems.stream().distinct().toList();
  }
}
