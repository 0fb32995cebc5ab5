package io.github.pmdb.node;

import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Argument;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Threads and frames of JavaScript as the interface to languages has them.
final class ScriptStacks {
  /// A script that begins further down in its file is damage.
  private static final int MOST_BEFORE = 1 << 20;

  /// The file of what V8 itself has, as V8 calls it.
  static final String NATIVE = "native";

  private final NodeInspector node;
  private final Map<Long, JsWalk> walks = new HashMap<>();
  private final Optional<String> obstacle;

  ScriptStacks(NodeInspector node) {
    this.node = node;
    this.obstacle = obstacle(node);
  }

  /// A build that is not known must not keep the native stacks from being shown.
  private static Optional<String> obstacle(NodeInspector node) {
    try {
      node.stacks();
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of("JavaScript is not read: " + e.getMessage());
    }
  }

  /// Why nothing can be read, if so.
  Optional<String> obstacle() {
    return obstacle;
  }

  List<ScriptThread> threads() {
    if (obstacle.isPresent()) {
      return List.of();
    }
    List<ScriptThread> threads = new ArrayList<>();
    for (Isolate isolate : node.heap().isolates()) {
      OptionalLong tid =
          node.stacks()
              .thread(isolate)
              .map(ThreadInfo::tid)
              .map(OptionalLong::of)
              .orElseGet(OptionalLong::empty);
      threads.add(thread(isolate, tid));
    }
    return threads;
  }

  private ScriptThread thread(Isolate isolate, OptionalLong tid) {
    ScriptThread thread =
        new ScriptThread(
            NodeInterpreter.LANGUAGE,
            isolate.heap(),
            tid,
            "",
            List.of("isolate " + isolate.number()),
            isolate.number(),
            OptionalLong.empty());
    List<ScriptFrame> frames = stack(thread, Limits.DEFAULT).frames();
    return AtomicsWait.is(frames) ? thread.noted(AtomicsWait.doing(frames)) : thread;
  }

  synchronized JsWalk walk(ScriptThread thread, Limits limits) {
    return walks.computeIfAbsent(
        thread.address(),
        _ ->
            isolate(thread)
                .map(i -> node.stacks().walk(i, limits.frames()))
                .orElseGet(() -> new JsWalk(List.of(), List.of(), List.of())));
  }

  Optional<Isolate> isolate(ScriptThread thread) {
    return node.heap().isolates().stream().filter(i -> i.heap() == thread.address()).findFirst();
  }

  ScriptStack stack(ScriptThread thread, Limits limits) {
    JsWalk walk = walk(thread, limits);
    List<ScriptFrame> frames = new ArrayList<>();
    for (JsFrame frame : walk.frames()) {
      frames.add(script(frame, frames.size()));
    }
    List<Problem> problems = new ArrayList<>(walk.problems());
    return new ScriptStack(List.copyOf(frames), problems);
  }

  static ScriptFrame script(JsFrame frame, int level) {
    boolean known = frame.place().line() > 0;
    int column = frame.place().column() - 1;
    return new ScriptFrame(
        NodeInterpreter.LANGUAGE,
        level,
        frame.fp(),
        name(frame),
        file(frame),
        frame.place().line(),
        known && column >= 0
            ? Optional.of(new ScriptFrame.Columns(frame.place().line(), column, column))
            : Optional.empty(),
        frame.entry() == 0 ? Optional.empty() : Optional.of(new Anchor.OnStack(frame.entry())),
        frame.entry() != 0,
        frame.certainty(),
        frame.problem());
  }

  /// As V8 prints it in stacks.
  private static String name(JsFrame frame) {
    String name = frame.name().isEmpty() ? "<anonymous>" : frame.name();
    return frame.tier() == Tier.ASYNC ? "async " + name : name;
  }

  private static String file(JsFrame frame) {
    if (frame.tier() == Tier.BUILTIN) {
      return NATIVE;
    }
    return frame.place().script().isEmpty() ? "<anonymous>" : frame.place().script();
  }

  /// The receiver and the arguments of a frame, whose names V8 does not keep.
  List<Variable> variables(ScriptFrame frame, Limits limits) {
    List<Variable> variables = new ArrayList<>();
    found(frame)
        .filter(JsFrame::argumentsKnown)
        .ifPresent(f -> {
          variables.add(argument("this", f.receiver(), limits));
          for (int i = 0; i < f.arguments().size(); i++) {
            variables.add(argument("arguments[" + i + "]", f.arguments().get(i), limits));
          }
        });
    return variables;
  }

  private synchronized Optional<JsFrame> found(ScriptFrame frame) {
    return walks.values().stream()
        .filter(w -> frame.level() < w.frames().size())
        .map(w -> w.frames().get(frame.level()))
        .filter(f -> f.fp() == frame.address())
        .findFirst();
  }

  private Variable argument(String name, Argument value, Limits limits) {
    return new Variable(name, Variable.Scope.ARGUMENT, node.stacks().describe(value, limits));
  }

  /// The lines of a script that is on one of the stacks.
  Optional<List<String>> source(String name) {
    for (ScriptThread thread : threads()) {
      for (JsFrame frame : walk(thread, Limits.DEFAULT).frames()) {
        if (frame.place().line() > 0 && frame.place().script().equals(name)) {
          return Optional.of(lines(frame)).filter(lines -> !lines.isEmpty());
        }
      }
    }
    return Optional.empty();
  }

  /// As its lines are counted: those before its beginning, which another file has, are empty.
  private List<String> lines(JsFrame frame) {
    HeapReader reader = node.describer().reader();
    Scripts scripts = new Scripts(reader);
    try {
      long script = reader.field(frame.shared(), "SharedFunctionInfo.script");
      int before = scripts.place(script, 0).line() - 1;
      if (before < 0 || before > MOST_BEFORE) {
        return List.of();
      }
      List<String> lines = new ArrayList<>(Collections.nCopies(before, ""));
      lines.addAll(scripts.lines(script));
      return lines;
    } catch (MemoryFault _) {
      // The frame is shown without its line.
      return List.of();
    }
  }

  boolean isScript(NativeFrame frame) {
    return obstacle.isEmpty() && node.stacks().isScript(frame);
  }
}
