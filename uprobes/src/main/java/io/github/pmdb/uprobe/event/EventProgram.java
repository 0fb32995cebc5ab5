package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.kernel.MapShape;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A program that sends a record at each hit for which a condition holds. It must be loaded as one
/// that may sleep.
public final class EventProgram implements Recording {
  private final RecordLayout layout;
  private final RecordWriter writer;
  private final boolean limited;
  private final boolean atReturn;
  private final Code code;
  private final Optional<Set<Integer>> reads;

  private EventProgram(
      Optional<CheckedCode> condition, List<Capture> captures, long perSecond, boolean atReturn) {
    this.atReturn = atReturn;
    this.reads = reads(condition, captures);
    layout = new RecordLayout(captures);
    writer = new RecordWriter(layout, false);
    limited = perSecond <= Integer.MAX_VALUE;
    writer.count(Counts.HITS);
    condition.ifPresent(it -> writer.decide(it, writer.end(), writer.undecided()));
    if (limited) {
      writer.limit((int) perSecond, writer.passed());
    }
    writer.key(0);
    writer.makeRoom();
    writer.header();
    for (int i = 0; i < captures.size(); i++) {
      writer.capture(captures.get(i), layout.offset(i));
    }
    writer.send();
    code = writer.finish();
  }

  /// Sends a record at every hit.
  public static EventProgram always(List<Capture> captures) {
    return of(Optional.empty(), captures, Long.MAX_VALUE);
  }

  /// Sends a record where the condition gives anything but 0.
  public static EventProgram when(CheckedCode condition, List<Capture> captures) {
    return of(Optional.of(condition), captures, Long.MAX_VALUE);
  }

  /// @param perSecond how many records are sent in a second at most
  public static EventProgram of(
      Optional<CheckedCode> condition, List<Capture> captures, long perSecond) {
    if (condition.filter(code -> code.copiedBytes() > 0).isPresent()) {
      throw new IllegalArgumentException("a condition that copies memory");
    }
    return new EventProgram(condition, captures, perSecond, false);
  }

  /// Sends a record whenever the function at the place returns.
  public static EventProgram atReturn(List<Capture> captures) {
    return new EventProgram(Optional.empty(), captures, Long.MAX_VALUE, true);
  }

  public Code code() {
    return code;
  }

  @Override
  public List<Stage> stages() {
    return List.of(new Stage(atReturn ? "pmdb_return" : "pmdb_trace", code, atReturn));
  }

  @Override
  public Map<String, MapShape> maps(int ringBytes) {
    return writer.maps(ringBytes, limited);
  }

  @Override
  public Optional<Set<Integer>> reads() {
    return atReturn ? Optional.empty() : reads;
  }

  private static Optional<Set<Integer>> reads(
      Optional<CheckedCode> condition, List<Capture> captures) {
    Set<Integer> all = new HashSet<>();
    condition.ifPresent(code -> all.addAll(code.registers()));
    for (Capture each : captures) {
      switch (each) {
        case Capture.Scalar(var code) -> all.addAll(code.registers());
        case Capture.Block block -> all.addAll(block.code().registers());
        case Capture.Text text -> all.addAll(text.code().registers());
        case Capture.Stack _, Capture.StackCopy _ -> {
          return Optional.empty();
        }
        case Capture.Elapsed _, Capture.Errno _, Capture.Frames _ -> {
          // Of no register.
        }
      }
    }
    return Optional.of(all);
  }

  @Override
  public int place(int capture) {
    return layout.offset(capture);
  }

  @Override
  public Event decode(ByteBuffer record) {
    return layout.decode(record);
  }
}
