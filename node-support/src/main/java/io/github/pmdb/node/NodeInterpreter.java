package io.github.pmdb.node;

import io.github.pmdb.interpreter.Interpreter;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;

/// Node.js 18 to 26 on x86-64 Linux, and other programs with a V8 that tells of itself.
public final class NodeInterpreter implements Interpreter {
  static final String LANGUAGE = "JavaScript";

  /// What helps where the program's file is not at hand.
  public static final String NAME_IT =
      "name the very build that ran: pmdb core FILE PROGRAM, or --sysroot DIR";

  @Override
  public String language() {
    return LANGUAGE;
  }

  @Override
  public Detection detect(Snapshot snapshot) {
    Optional<NodeBinary> binary = NodeBinary.in(snapshot);
    if (binary.isPresent()) {
      return snapshot.architecture() == Architecture.X86_64
          ? new Detection.Found(new NodeInspector(snapshot, binary.get()))
          : new Detection.Failed(
              binary.get().title(),
              List.of("heaps are read on x86-64, this is " + snapshot.architecture()));
    }
    return snapshot.objects().stream()
        .filter(NodeInterpreter::isNode)
        .findFirst()
        .map(NodeInterpreter::withoutSymbols)
        .or(() -> NodeBinary.silent(snapshot).map(NodeInterpreter::silent))
        .orElseGet(Detection.NotPresent::new);
  }

  private static Detection silent(NodeBinary engine) {
    return new Detection.Failed(
        "%s (%s)".formatted(engine.title(), engine.object().name()),
        List.of(
            "%s has no v8dbg_ symbols, which tell how the heap is laid out: it was built with"
                    .formatted(engine.object().path())
                + " v8_postmortem_support=false",
            "threads, signal, native frames and those of Python are told without it"));
  }

  private static boolean isNode(LoadedObject object) {
    return object.isExecutable()
        && (object.name().equals("node") || object.name().equals("nodejs"));
  }

  private static Detection withoutSymbols(LoadedObject object) {
    String why =
        switch (object.file()) {
          case FileMatch.Found(var path, _) ->
              "%s has no v8dbg_ symbols: it was built without them, or a part of its own was removed"
                  .formatted(path);
          case FileMatch.Wrong(var path, String reason) ->
              "%s is not the program that ran: %s".formatted(path, reason);
          case FileMatch.Absent(_) ->
              "the program %s is not on this machine, and no core holds its symbols"
                  .formatted(object.path());
          case FileMatch.InMemory() -> "the program is not on this machine";
        };
    return new Detection.Failed(
        "Node.js", List.of(why, "threads, signal and native frames are told without it", NAME_IT));
  }
}
