package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiValue.Tuple;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Threads and frames by MI alone, for a gdb without Python. gdb then does not tell which frames
/// are inlined, so those show as frames of their own, with the stack range of the frame they lie
/// in.
final class PlainFrames {
  /// The stack pointer costs a request for each frame; deeper frames go without.
  private static final int MAX_STACK_POINTERS = 256;

  private static final Pattern LWP = Pattern.compile("\\b(?:LWP|process) (\\d+)");

  private final GdbDialog dialog;

  PlainFrames(GdbDialog dialog) {
    this.dialog = dialog;
  }

  /// gdb's number of the thread with a kernel id.
  ///
  /// @throws UserError when gdb has no such thread
  String threadNumber(long tid) {
    return threads().stream()
        .filter(thread -> lwp(thread) == tid)
        .map(thread -> thread.text("id"))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "gdb knows no thread " + tid, "It may have ended; `info threads` lists them."));
  }

  private List<Tuple> threads() {
    return dialog
        .ask(MiCommand.of("-thread-info"), GdbDialog.LONG)
        .results()
        .list("threads")
        .tuples()
        .toList();
  }

  private static long lwp(Tuple thread) {
    Matcher found = LWP.matcher(thread.text("target-id"));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /// gdb tells its console of this, in its own words.
  GdbExtension.SelectionReply selectThread(long tid) {
    dialog.ask(MiCommand.of("-thread-select", threadNumber(tid)), GdbDialog.LONG);
    return selection();
  }

  /// Like [#selectThread], of the selected thread.
  GdbExtension.SelectionReply selectFrame(int level) {
    dialog.ask(MiCommand.of("-stack-select-frame", Integer.toString(level)), GdbDialog.LONG);
    return selection();
  }

  GdbExtension.SelectionReply selection() {
    Tuple info = dialog.ask(MiCommand.of("-thread-info"), GdbDialog.LONG).results();
    String current = info.text("current-thread-id");
    long lwp =
        info.list("threads")
            .tuples()
            .filter(thread -> thread.text("id").equals(current))
            .mapToLong(PlainFrames::lwp)
            .findFirst()
            .orElse(0);
    int level =
        dialog
            .tryAsk(MiCommand.of("-stack-info-frame"), GdbDialog.QUICK)
            .map(done -> (int) done.results().tuple("frame").number("level").orElse(0))
            .orElse(0);
    return new GdbExtension.SelectionReply(lwp, level);
  }

  FramesReply frames(long tid, int limit, Duration time) {
    GdbExtension.SelectionReply before = selection();
    String thread = threadNumber(tid);
    try {
      List<Tuple> frames =
          dialog
              .ask(
                  MiCommand.of(
                      "-stack-list-frames", "--thread", thread, "0", Integer.toString(limit)),
                  time)
              .results()
              .list("stack")
              .tuples()
              .toList();
      return reply(thread, frames, limit);
    } finally {
      // Before version 13, --thread and --frame move the user's selection.
      restore(before);
    }
  }

  private void restore(GdbExtension.SelectionReply before) {
    if (before.lwp() != 0) {
      dialog.tryAsk(MiCommand.of("-thread-select", threadNumber(before.lwp())), GdbDialog.QUICK);
      dialog.tryAsk(
          MiCommand.of("-stack-select-frame", Integer.toString(before.level())), GdbDialog.QUICK);
    }
  }

  private FramesReply reply(String thread, List<Tuple> frames, int limit) {
    List<String> sps = new ArrayList<>();
    for (int level = 0; level < frames.size(); level++) {
      sps.add(level < MAX_STACK_POINTERS ? stackPointer(thread, level) : "0x0");
    }
    List<FramesReply.Frame> made = new ArrayList<>();
    for (int level = 0; level < Math.min(frames.size(), limit); level++) {
      String cfa = level + 1 < sps.size() ? sps.get(level + 1) : "0x0";
      made.add(frame(frames.get(level), level, sps.get(level), cfa));
    }
    return new FramesReply(made, frames.size() > limit ? "yes" : "no", "");
  }

  private String stackPointer(String thread, int level) {
    MiCommand ask =
        MiCommand.of(
            "-data-evaluate-expression",
            "--thread",
            thread,
            "--frame",
            Integer.toString(level),
            "(unsigned long)$sp");
    return dialog
        .tryAsk(ask, GdbDialog.QUICK)
        .map(done -> "0x" + Long.toHexString(done.results().number("value").orElse(0)))
        .orElse("0x0");
  }

  private static FramesReply.Frame frame(Tuple frame, int level, String sp, String cfa) {
    String function = frame.text("func");
    boolean trampoline = function.equals("<signal handler called>");
    return new FramesReply.Frame(
        level,
        "0x" + Long.toHexString(frame.number("addr").orElse(0)),
        sp,
        cfa,
        trampoline ? "signal" : "normal",
        function.equals("??") ? "" : function,
        0,
        frame.text("fullname"),
        (int) frame.number("line").orElse(0));
  }
}
