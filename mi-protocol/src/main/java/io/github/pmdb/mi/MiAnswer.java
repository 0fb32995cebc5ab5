package io.github.pmdb.mi;

import java.util.List;

/// What came of a command.
public sealed interface MiAnswer {
  /// gdb did it.
  ///
  /// @param resultClass `done`, `running`, `connected` or `exit`
  /// @param output stream records that gdb wrote while it worked on the command
  record Done(String resultClass, MiValue.Tuple results, List<MiRecord> output)
      implements MiAnswer {
    /// What the console would have shown.
    public String console() {
      StringBuilder text = new StringBuilder();
      for (MiRecord record : output) {
        if (record instanceof MiRecord.Console(MiConst part)) {
          text.append(part.text());
        }
      }
      return text.toString();
    }
  }

  /// gdb refused or failed.
  ///
  /// @param code `undefined-command` where gdb does not know the operation, else mostly empty
  record Failed(String message, String code) implements MiAnswer {}

  /// No answer came.
  ///
  /// @param detail why, in words that end the sentence "no answer: …"
  record Missing(Cause cause, String detail) implements MiAnswer {}

  enum Cause {
    /// The time limit passed; gdb may still be at it.
    TIMEOUT,
    /// The asking thread was interrupted.
    CANCELLED,
    /// The transport ended or broke; no later command will be answered either.
    CLOSED
  }
}
