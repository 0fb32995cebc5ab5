package io.github.pmdb.node.loop;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.frame.Polling;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.List;

/// What a thread does for its loop, by the names on its native stack.
///
/// @param text in words, empty where it can not be told
/// @param waits whether it waits for events
record Activity(String text, boolean waits) {
  private static final int MOST_FRAMES = 400;

  private static final String WAITING = "waits for events";
  private static final String CALLBACK = "runs a callback";
  private static final String WORKERS_MAIN = "node:internal/main/worker_thread";

  static final Activity UNKNOWN = new Activity("", false);

  static Activity of(Snapshot snapshot, ThreadInfo thread, JsWalk script) {
    return thread.registers().isPresent()
        ? byStack(new Unwinder(snapshot).unwind(thread, MOST_FRAMES, script.passages()))
            .in(script.frames())
        : byState(thread);
  }

  /// With the function of the program that runs, else that of Node.js.
  private Activity in(List<JsFrame> frames) {
    if (waits || text.isEmpty()) {
      return this;
    }
    List<JsFrame> written = frames.stream().filter(f -> f.place().line() > 0).toList();
    String doing = runsWorkersMain(written) ? "runs the main script of the worker" : text;
    return written.stream()
        .filter(f -> !f.place().isOfNode())
        .findFirst()
        .or(() -> written.stream().findFirst())
        .map(f ->
            new Activity(
                "%s, in %s (%s)"
                    .formatted(doing, f.name().isEmpty() ? "(anonymous)" : f.name(), f.place()),
                false))
        .orElse(this);
  }

  /// A worker gets its main script as a message: to the loop that is input.
  private boolean runsWorkersMain(List<JsFrame> written) {
    return text.startsWith(CALLBACK)
        && written.stream().anyMatch(f -> f.place().script().equals(WORKERS_MAIN));
  }

  private static Activity byState(ThreadInfo thread) {
    if (thread.state().code() == 'R') {
      return new Activity("runs", false);
    }
    return thread
        .state()
        .waitsFor()
        .map(what ->
            what.startsWith("epoll_")
                ? new Activity(WAITING, true)
                : new Activity("is in the kernel: " + what, false))
        .orElse(UNKNOWN);
  }

  private static Activity byStack(List<NativeFrame> frames) {
    if (Polling.isIn(frames)) {
      return new Activity(WAITING, true);
    }
    List<String> names = frames.stream().map(f -> name(f.function().orElse(""))).toList();
    int run = names.lastIndexOf("uv_run");
    if (run >= 0) {
      String child = has(names, "node::SyncProcessRunner") ? " and waits for a child process" : "";
      return new Activity(callback(names.subList(0, run)) + child, false);
    }
    return new Activity(outside(names), false);
  }

  private static String name(String function) {
    int end = function.indexOf('(', function.startsWith("(") ? 1 : 0);
    return end < 0 ? function : function.substring(0, end);
  }

  /// The part of the loop that called, and who was called first.
  private static String callback(List<String> above) {
    String phase =
        above.stream()
            .filter(n -> n.startsWith("uv__"))
            .reduce((_, last) -> last)
            .map(Activity::phase)
            .orElse("");
    return CALLBACK + (phase.isEmpty() ? "" : " of " + phase);
  }

  private static String phase(String function) {
    return switch (function) {
      case "uv__run_timers" -> "a timer";
      case "uv__run_check" -> "an immediate";
      case "uv__run_idle", "uv__run_prepare" -> "the loop itself";
      case "uv__run_closing_handles" -> "a handle that closes";
      case "uv__io_poll" -> "input or output";
      default -> function;
    };
  }

  private static String outside(List<String> names) {
    if (has(names, "node::LoadEnvironment")) {
      return "runs the main script: the loop has not begun";
    }
    if (has(names, "node::EmitProcessBeforeExit")) {
      return "runs listeners of 'beforeExit': the loop is empty";
    }
    if (has(names, "node::EmitProcessExit")) {
      return "runs listeners of 'exit': the loop is over";
    }
    return has(names, "node::") ? "is outside the loop" : "";
  }

  private static boolean has(List<String> names, String beginning) {
    return names.stream().anyMatch(n -> n.startsWith(beginning));
  }
}
