package io.github.pmdb.gdb;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.NativeFrame.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// The answer to `-pmdb-frames` of `pmdb_gdb.py`; numbers as gdb's MI or JSON has them.
@JsonIgnoreProperties(ignoreUnknown = true)
record FramesReply(List<Frame> frames, String truncated, String problem) {

  /// @param pc hexadecimal, as `sp` and `cfa`
  /// @param kind `normal`, `inline`, `signal`, `tailcall`, `dummy`, `arch` or `sentinel`
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Frame(
      int level,
      String pc,
      String sp,
      String cfa,
      String kind,
      String function,
      long offset,
      String file,
      int line) {}

  /// @param object the path, as the target saw it, of what is mapped at an address
  List<NativeFrame> nativeFrames(LongFunction<Optional<String>> object) {
    List<NativeFrame> made = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      made.add(frame(frame, object, made.size() == frames.size() - 1 ? ending() : ""));
    }
    return made;
  }

  private String ending() {
    return truncated.equals("yes") ? "more frames follow, the limit was reached" : problem;
  }

  private static NativeFrame frame(
      Frame frame, LongFunction<Optional<String>> object, String problem) {
    long pc = hex(frame.pc());
    return new NativeFrame(
        frame.level(),
        pc,
        hex(frame.sp()),
        hex(frame.cfa()),
        function(frame),
        frame.offset(),
        object.apply(pc),
        frame.line() > 0
            ? Optional.of(new SourceLine(frame.file(), frame.line()))
            : Optional.empty(),
        frame.kind().equals("inline"),
        frame.kind().equals("signal"),
        Certainty.SURE,
        problem);
  }

  private static Optional<String> function(Frame frame) {
    if (frame.kind().equals("dummy")) {
      return Optional.of("<function called from gdb>");
    }
    return frame.function().isEmpty() ? Optional.empty() : Optional.of(frame.function());
  }

  private static long hex(String text) {
    return Long.parseUnsignedLong(text, 2, text.length(), 16);
  }
}
