package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.compile.Watch;
import io.github.pmdb.uprobe.libc.Signature;
import io.github.pmdb.uprobe.spec.Item;

/// What stands in an event at the same index as its value.
public sealed interface Field {
  /// The value of an expression.
  ///
  /// @param inFormat whether a format is to write it, and not its name and itself
  record Expression(String name, Type type, boolean inFormat) implements Field {
    static Expression of(Watch watch, boolean inFormat) {
      return new Expression(watch.text(), watch.type(), inFormat);
    }
  }

  /// An expression that has no value at the place, but at others of the trace.
  ///
  /// @param why of the compiler, with the expression in front
  record Missing(String name, UserError why, boolean inFormat) implements Field {
    /// Without the expression and the debugger's own words.
    public String reason() {
      String whole = String.valueOf(why.getMessage());
      String bare = whole.startsWith(name + ": ") ? whole.substring(name.length() + 2) : whole;
      return bare.replaceFirst(" \\(gdb: .*\\)$", "");
    }
  }

  /// Words that the user wrote.
  record Text(String words) implements Field {}

  /// The callers.
  ///
  /// @param frames how many at most
  record Backtrace(int frames) implements Field {}

  /// Frames of a script.
  record Script(Item.Script item) implements Field {}

  /// How long the call took.
  record Elapsed() implements Field {}

  /// Something of a call of the C library, which all of them together tell.
  record OfCall(Signature signature) implements Field {}

  /// Where on the stack the return address lies, or lay before the function returned.
  record Slot() implements Field {}

  /// The return address, as it is on the stack.
  record Caller() implements Field {}
}
