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
      Optional<CheckedCode> condition, List<Capture> captures, long perSecond, Which which) {
    this.atReturn = which.atReturn();
    this.reads = reads(condition, captures);
    layout = new RecordLayout(captures);
    writer = new RecordWriter(layout, which.keeping());
    limited = perSecond <= Integer.MAX_VALUE;
    which.begin(writer);
    writer.count(Counts.HITS);
    condition.ifPresent(it -> writer.decide(it, writer.end(), writer.undecided()));
    if (limited) {
      writer.limit((int) perSecond, writer.passed());
    }
    which.goOn(writer);
    writer.makeRoom();
    writer.header();
    for (int i = 0; i < captures.size(); i++) {
      writer.capture(captures.get(i), layout.offset(i));
    }
    writer.send();
    code = writer.finish();
  }

  /// Which hits of the place count.
  private sealed interface Which {
    record Every(boolean atReturn) implements Which {}

    /// Entries; the returns of those that are told are told, too.
    record Opening() implements Which {}

    /// @param popped how far the stack pointer is above the place of the return address
    record Closing(int popped) implements Which {}

    default boolean atReturn() {
      return switch (this) {
        case Every(boolean atReturn) -> atReturn;
        case Opening _ -> false;
        case Closing _ -> true;
      };
    }

    default RecordWriter.Keeping keeping() {
      return this instanceof Every ? RecordWriter.Keeping.HIT : RecordWriter.Keeping.HIT_OF_CALL;
    }

    default void begin(RecordWriter writer) {
      switch (this) {
        case Every _ -> {
          // Its key is not needed before there is something to be put together.
        }
        case Opening _ -> {
          writer.key(0);
          writer.shut();
        }
        case Closing(int popped) -> {
          writer.key(popped);
          writer.requireOpen(writer.end());
          writer.shut();
        }
      }
    }

    default void goOn(RecordWriter writer) {
      switch (this) {
        case Every _ -> writer.key(0);
        case Opening _ -> writer.open();
        case Closing _ -> {
          // It is the end.
        }
      }
    }
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
    return new EventProgram(condition, captures, perSecond, new Which.Every(false));
  }

  /// Sends a record whenever the function at the place returns.
  public static EventProgram atReturn(List<Capture> captures) {
    return new EventProgram(Optional.empty(), captures, Long.MAX_VALUE, new Which.Every(true));
  }

  /// Sends a record at entries for which a condition holds, and remembers them for [#closing].
  ///
  /// @param perSecond how many records are sent in a second at most
  public static EventProgram opening(
      Optional<CheckedCode> condition, List<Capture> captures, long perSecond) {
    return new EventProgram(condition, captures, perSecond, new Which.Opening());
  }

  /// Sends a record at the returns of calls whose entries [#opening] has told.
  ///
  /// @param popped how far the stack pointer is above the place of the return address
  public static EventProgram closing(List<Capture> captures, int popped) {
    return new EventProgram(Optional.empty(), captures, Long.MAX_VALUE, new Which.Closing(popped));
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
