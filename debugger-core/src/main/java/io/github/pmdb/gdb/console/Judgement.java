package io.github.pmdb.gdb.console;

import java.util.Set;

/// Learns whether gdb refused a line. Its console only prints what went wrong, as any other output,
/// so a single line is run by `pmdb-try` of our extension, which keeps the answer in a convenience
/// variable.
final class Judgement {
  private static final String ANSWER = "output $_pmdb_failed";

  /// These ask for more lines, which `pmdb-try` could not give them.
  private static final Set<String> ASK_FOR_MORE =
      Set.of("commands", "define", "define-prefix", "document", "while", "if");

  /// These do so unless they are given a line's rest.
  private static final Set<String> MAY_ASK =
      Set.of(
          "python",
          "py",
          "python-interactive",
          "pi",
          "guile",
          "gu",
          "guile-repl",
          "gr",
          "compile",
          "expression");

  private final CaptureSettings.HiddenLine gdb;

  Judgement(CaptureSettings.HiddenLine gdb) {
    this.gdb = gdb;
  }

  Typed wrapped(Typed typed) {
    return isSingle(typed) && extensionIsThere()
        ? new Typed("pmdb-try " + typed.line().strip(), typed.rest())
        : typed;
  }

  /// Whether gdb refused the line that has just run. Without the extension the answer is void.
  boolean failed(Typed typed) {
    return isSingle(typed) && gdb.run(ANSWER).strip().equals("1");
  }

  private static boolean isSingle(Typed typed) {
    String[] words = typed.line().strip().split("\\s+", 2);
    return typed.rest().isEmpty()
        && !words[0].isEmpty()
        && !ASK_FOR_MORE.contains(words[0])
        && !(words.length == 1 && MAY_ASK.contains(words[0]));
  }

  private boolean extensionIsThere() {
    return !gdb.run(ANSWER).strip().equals("void");
  }
}
