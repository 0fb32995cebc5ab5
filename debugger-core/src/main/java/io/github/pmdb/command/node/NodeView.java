package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.NodeInspector;
import io.github.pmdb.node.NodeInterpreter;
import io.github.pmdb.node.expression.Found;
import io.github.pmdb.node.expression.Path;
import io.github.pmdb.node.expression.Walk;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Target;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.verdict.CutCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The Node.js of a target.
public record NodeView(NodeInspector inspector) {
  private static final String LANGUAGE = "JavaScript";

  /// @throws UserError when there is none, with the steps of the search where one is there but can
  ///   not be read
  public static NodeView of(Session session) {
    Target target = session.target();
    return target.interpreters().inspectors().stream()
        .filter(NodeInspector.class::isInstance)
        .map(NodeInspector.class::cast)
        .findFirst()
        .map(NodeView::new)
        .orElseThrow(() -> absent(target));
  }

  private static UserError absent(Target target) {
    return target.interpreters().failed().stream()
        .filter(f -> f.language().equals(LANGUAGE))
        .findFirst()
        .map(f ->
            new UserError(
                "%s is in the target and can not be read".formatted(f.what()),
                String.join("\n", f.steps())))
        .or(() ->
            unknown(target.snapshot()).map(why -> new UserError(why, NodeInterpreter.NAME_IT)))
        .orElseGet(
            () -> new UserError("no Node.js is in the target", "`verdict` lists what is loaded"));
  }

  /// Why nobody knows which program it is.
  private static Optional<String> unknown(Snapshot snapshot) {
    Optional<LoadedObject> program =
        snapshot.objects().stream().filter(LoadedObject::isExecutable).findFirst();
    if (program.isEmpty()) {
      return Optional.of("the target does not tell which program it ran, so Node.js is not found");
    }
    String path = program.get().path();
    return switch (program.get().file()) {
      case FileMatch.Absent(_) ->
          Optional.of("whether it is a Node.js can not be told: %s is not here".formatted(path));
      case FileMatch.Wrong(var file, _) ->
          Optional.of(
              "whether it is a Node.js can not be told: %s is not the program that ran"
                  .formatted(file));
      case FileMatch.Found _, FileMatch.InMemory _ -> Optional.empty();
    };
  }

  V8Heap heap() {
    return inspector.heap();
  }

  /// The address of the object that the first argument names.
  ///
  /// @throws UserError when no object is there
  long object(Arguments arguments) {
    Found found = found(arguments);
    if (!found.isValue() || !Tagged.isReference(found.value())) {
      throw new UserError("no object is there, but a number or a text", "`inspect` shows it");
    }
    return Tagged.address(found.value());
  }

  /// What the first argument leads to: an address, perhaps with a path behind it.
  ///
  /// @throws UserError when no object is at the address, or the path leads nowhere
  Found found(Arguments arguments) {
    JsAddress.WithPath wanted = JsAddress.withPath(arguments.first().orElseThrow());
    Describer describer = inspector.describer();
    long object = Tagged.reference(Tagged.address(wanted.address()));
    if (describer.reader().map(object) == null) {
      throw new UserError(
          "no object of V8 is at " + Addresses.hex(wanted.address()),
          "`findjsinstances` prints addresses of objects");
    }
    return new Walk(describer).follow(object, Path.parse(wanted.path()));
  }

  /// The objects with their references.
  HeapGraph graph(Session session) {
    return HeapGraph.of(
        heap(),
        inspector.snapshot(),
        inspector.describer(),
        Cancellation::check,
        session::progress);
  }

  public EventLoops loops() {
    return new EventLoops(inspector);
  }

  /// The problems of a result, with those of the heap, such as a collection in progress, and a word
  /// on a process that runs.
  public List<Problem> withMotion(List<Problem> problems) {
    List<Problem> all = new ArrayList<>(problems);
    heap().problems().stream().filter(p -> !all.contains(p)).forEach(all::add);
    CutCore.note(inspector.snapshot()).ifPresent(all::add);
    if (inspector.snapshot().consistency() == Consistency.STILL) {
      return List.copyOf(all);
    }
    all.add(
        new Problem(
            "the process runs: what was read may be of several moments",
            "stop it for the time of the look: pmdb heap PID, or pmdb attach PID"));
    return List.copyOf(all);
  }

  /// The isolate that `--isolate` names.
  public OptionalInt isolate(Arguments arguments) {
    if (arguments.value("--isolate").isEmpty()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(arguments.value("--isolate").get());
    int count = heap().isolates().size();
    if (number < 0 || number >= count) {
      throw new UserError(
          "there is no isolate %d".formatted(number),
          "there are %d, counted from 0: `nodeinfo` lists them".formatted(count));
    }
    return OptionalInt.of(number);
  }

  /// A number that a flag gives, at least 0.
  static int number(Arguments arguments, String flag, int otherwise) {
    int number = arguments.value(flag).map(Integer::parseInt).orElse(otherwise);
    if (number < 0) {
      throw new UserError(flag + " is not to be negative", "");
    }
    return number;
  }
}
