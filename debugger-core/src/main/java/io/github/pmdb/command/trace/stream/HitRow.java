package io.github.pmdb.command.trace.stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/// One hit, for scripts and people.
///
/// @param time in milliseconds since 1970, UTC
/// @param micros beyond those milliseconds
/// @param process as the kernel numbers it, outside of containers
/// @param kind what happened
/// @param depth in how many calls that are told too it happened, in a tree of calls
/// @param function that it came by, as far as is known
/// @param nanos how long the call took, 0 where no call is told
/// @param message what the format made of its expressions; empty without a format
/// @param values those that the format did not take
/// @param scripts frames of scripts that the thread ran
public record HitRow(
    long time,
    int micros,
    int process,
    int thread,
    String threadName,
    Kind kind,
    int depth,
    String function,
    long nanos,
    String message,
    List<Value> values,
    List<Caller> stack,
    List<Script> scripts) {
  /// What happened.
  public enum Kind {
    /// A place was come by, or a call is told as a whole.
    HIT,
    ENTRY,
    RETURN,
    /// A call is over, and nobody saw it return.
    RETURN_UNSEEN,
    /// The return of a call of which nobody saw the entry.
    ENTRY_UNSEEN
  }

  /// The same of a call.
  HitRow of(Kind what, int inside, String called, long took) {
    return new HitRow(
        time,
        micros,
        process,
        thread,
        threadName,
        what,
        inside,
        called,
        took,
        message,
        values,
        stack,
        scripts);
  }

  /// The same without anything that was taken along.
  HitRow bare() {
    return new HitRow(
        time,
        micros,
        process,
        thread,
        threadName,
        kind,
        depth,
        function,
        nanos,
        "",
        List.of(),
        List.of(),
        List.of());
  }

  /// @param expression empty where the text is what the user wrote
  /// @param text as gdb would print it
  /// @param missing whether there is no value, and the text says why
  public record Value(String expression, String text, boolean missing) {}

  /// @param item as it was asked for
  /// @param innermost whether only one frame was asked for
  /// @param frames innermost first
  /// @param problems what could not be had
  /// @param threadName the name that the script gave the thread; empty without one
  public record Script(
      String item,
      String language,
      @JsonIgnore boolean innermost,
      List<Place> frames,
      List<String> problems,
      String threadName) {}

  /// @param line 1-based, 0 where it is not known
  /// @param column 1-based, as the language counts; 0 where it is not known
  /// @param problem what is doubtful, else empty
  public record Place(String function, String file, int line, int column, String problem) {}

  /// @param name the function and how far into it, empty where no symbol covers the address
  /// @param line of the source, `FILE:LINE`, empty where it is not known
  public record Caller(long address, String name, String line) {
    /// The name without how far into the function it is.
    public String function() {
      int plus = name.lastIndexOf('+');
      boolean distance = plus > 0 && name.substring(plus + 1).matches("\\d+");
      return name.isEmpty() ? "?" : distance ? name.substring(0, plus) : name;
    }
  }
}
