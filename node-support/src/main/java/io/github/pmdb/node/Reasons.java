package io.github.pmdb.node;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.page.Isolate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a thread of Node.js is where it is.
final class Reasons {
  private static final Limits BRIEF = new Limits(1, 1, 8, 300);
  private static final long MEBIBYTE = 1 << 20;
  private static final int MOST_WORKERS = 4;

  private final NodeInspector node;

  Reasons(NodeInspector node) {
    this.node = node;
  }

  List<String> of(ScriptThread thread, List<NativeFrame> frames) {
    Optional<Isolate> isolate =
        node.heap().isolates().stream().filter(i -> i.heap() == thread.address()).findFirst();
    Endings endings = new Endings(frames);
    List<String> reasons = new ArrayList<>();
    endings.ending().ifPresent(e -> reasons.add(e.text() + detail(e, isolate)));
    if (reasons.isEmpty() && endings.isThrow()) {
      reasons.add(
          "V8 ended the process for an exception that nobody catches"
              + error(isolate, endings.isThrowStatement()));
    }
    if (reasons.isEmpty() && !died()) {
      List<ScriptFrame> script = node.stack(thread, Limits.DEFAULT).frames();
      reasons.addAll(endings.activity(whose(isolate), !script.isEmpty(), caller(script)));
      if (script.isEmpty()) {
        reasons.addAll(workers(thread));
      }
    }
    return reasons;
  }

  private String whose(Optional<Isolate> isolate) {
    if (isolate.isEmpty() || node.heap().isolates().size() == 1) {
      return "";
    }
    int number = isolate.get().number();
    return number == 0 ? " of the main thread" : " of the worker (isolate %d)".formatted(number);
  }

  /// What other threads run, where one runs nothing.
  private List<String> workers(ScriptThread idle) {
    List<String> told = new ArrayList<>();
    for (ScriptThread thread : node.threads()) {
      List<ScriptFrame> script =
          thread.address() == idle.address()
              ? List.of()
              : node.stack(thread, Limits.DEFAULT).frames();
      if (!script.isEmpty()) {
        String tid =
            thread.tid().isPresent() ? " (thread %d)".formatted(thread.tid().getAsLong()) : "";
        String who = thread.group() == 0 ? "main thread" : "worker of isolate " + thread.group();
        told.add("the %s%s is %s".formatted(who, tid, AtomicsWait.doing(script)));
      }
    }
    if (told.size() > MOST_WORKERS) {
      int more = told.size() - MOST_WORKERS;
      told.subList(MOST_WORKERS, told.size()).clear();
      told.add("%d more workers are in JavaScript; `jsstack -a` tells where".formatted(more));
    }
    return told;
  }

  private String detail(Endings.Ending ending, Optional<Isolate> isolate) {
    return switch (ending.detail()) {
      case NONE -> "";
      case HEAP -> size(isolate);
      case ERROR -> error(isolate, false);
    };
  }

  /// Where Node.js runs something of its own, who of the program asked it to.
  private static String caller(List<ScriptFrame> script) {
    List<ScriptFrame> written = script.stream().filter(f -> f.line() > 0).toList();
    return written.isEmpty() || !isOwn(written.getFirst())
        ? ""
        : written.stream()
            .filter(f -> !isOwn(f))
            .findFirst()
            .map(f -> ", called by %s (%s:%d)".formatted(f.function(), f.file(), f.line()))
            .orElse("");
  }

  private static boolean isOwn(ScriptFrame frame) {
    return Place.isOfNode(frame.file());
  }

  private boolean died() {
    return node.snapshot() instanceof CoreSnapshot core
        && core.death().signal().isPresent()
        && !core.death().onDemand();
  }

  private static String size(Optional<Isolate> isolate) {
    return isolate
        .map(i ->
            ": the pages of its heap have %d MiB (`findjsobjects` counts what is on it)"
                .formatted(i.bytes() / MEBIBYTE))
        .orElse("");
  }

  /// @param statement whether JavaScript gave it by a `throw`
  private String error(Optional<Isolate> isolate, boolean statement) {
    return isolate
        .flatMap(i -> node.stacks().thrown(i, statement, BRIEF))
        .map(v -> (statement ? ": " : ", likely ") + v.text())
        .orElse("");
  }
}
