package io.github.pmdb.cpython;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptThread;
import java.util.List;
import java.util.Map;

/// Compares what an inspector tells of the runtime with what the target wrote.
final class RuntimeComparison {
  private static final String HOLDS = "holds the GIL";
  private static final String MEANWHILE = "while garbage is collected";
  private static final String COLLECTING = "the garbage collector is running";

  private RuntimeComparison() {}

  static void add(Inspector inspector, TrueRuntime truth, Tally tally) {
    Map<String, ScriptThread> threads = Targets.threadsByName(inspector);
    boolean toldGil = inspector.facts().stream().anyMatch(fact -> fact.startsWith("GIL "));
    truth
        .exceptions()
        .forEach((name, exception) -> {
          ScriptThread thread = threads.get(name);
          List<String> notes = thread == null ? List.of("it is not there") : thread.notes();
          String seen = toldGil ? holds(notes.contains(HOLDS)) : "not told";
          tally.compare(Aspect.GIL, name, holds(truth.isHolder(name)), seen);
          tally.compare(Aspect.EXCEPTIONS, name, handled(exception), exceptions(notes));
        });
    String said = truth.holder().map(h -> "GIL held by thread " + h.tid()).orElse("GIL disabled");
    tally.compare(Aspect.GIL, said, true, inspector.facts().contains(said));
    collecting(inspector, truth.collecting(), tally);
  }

  private static String holds(boolean yes) {
    return yes ? HOLDS : "does not hold the GIL";
  }

  static void collecting(Inspector inspector, boolean truth, Tally tally) {
    tally.compare(Aspect.GC, "collecting", truth, inspector.facts().contains(COLLECTING));
  }

  private static List<String> handled(String exception) {
    return exception.isEmpty() ? List.of() : List.of("handling " + exception);
  }

  private static List<String> exceptions(List<String> notes) {
    return notes.stream().filter(note -> !note.equals(HOLDS) && !note.equals(MEANWHILE)).toList();
  }
}
