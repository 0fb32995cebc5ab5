package io.github.pmdb.node;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.node.frame.Polling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What became of Node.js, told by the functions of C++ that a thread is in.
final class Endings {
  private static final String EVENT_LOOP = "uv_run";

  /// The first one that is on the stack counts.
  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(
              "v8::internal::V8::FatalProcessOutOfMemory",
              "JavaScript ran out of memory",
              Detail.HEAP),
          new Ending("node::OOMErrorHandler", "JavaScript ran out of memory", Detail.HEAP),
          new Ending(
              "node::errors::TriggerUncaughtException",
              "nobody catches an exception",
              Detail.ERROR),
          new Ending("node::Abort(", "JavaScript called process.abort()", Detail.NONE),
          new Ending("node::Assert(", "a check in the C++ of Node.js failed", Detail.NONE),
          new Ending("node::OnFatalError", "Node.js gave up with a fatal error", Detail.NONE),
          new Ending("node::FatalError", "Node.js gave up with a fatal error", Detail.NONE),
          new Ending("V8_Fatal", "a check in V8 failed", Detail.NONE));

  private final List<NativeFrame> frames;

  Endings(List<NativeFrame> frames) {
    this.frames = frames;
  }

  /// @param prefix of a function that only runs then
  /// @param detail what tells more
  record Ending(String prefix, String text, Detail detail) {}

  /// What may be added to a sentence.
  enum Detail {
    NONE,
    /// The size of the heap.
    HEAP,
    /// The error that is on the stack.
    ERROR
  }

  Optional<Ending> ending() {
    return ENDINGS.stream().filter(e -> has(e.prefix())).findFirst();
  }

  /// Whether V8 ended the process because of an exception, as `--abort-on-uncaught-exception` has
  /// it.
  boolean isThrow() {
    return has("v8::base::OS::Abort") && has("v8::internal::Isolate::");
  }

  /// Whether the exception was given by a `throw` of JavaScript.
  boolean isThrowStatement() {
    return has("v8::internal::Runtime_Throw(") || has("v8::internal::Runtime_ReThrow(");
  }

  /// What the event loop does, if it runs on this thread.
  ///
  /// @param whose ` of the worker (isolate 1)`, empty where there is only one
  /// @param script whether JavaScript is on the stack
  /// @param caller the program's own function that is in one of Node.js, else empty
  List<String> activity(String whose, boolean script, String caller) {
    List<String> activity = new ArrayList<>();
    if (has("v8::internal::Heap::CollectGarbage")) {
      activity.add("V8 collects garbage");
    }
    if (has(EVENT_LOOP) && script) {
      activity.add(
          "the event loop%s goes on only when this JavaScript returns%s".formatted(whose, caller));
    } else if (Polling.isIn(frames)) {
      activity.add(
          "the event loop%s is idle: no JavaScript runs%s until something comes in; `jsstack --async` tells which async functions wait"
              .formatted(whose, whose.isEmpty() ? "" : " there"));
    }
    return activity;
  }

  private boolean has(String prefix) {
    return frames.stream()
        .anyMatch(f -> f.function().filter(n -> n.startsWith(prefix)).isPresent());
  }
}
