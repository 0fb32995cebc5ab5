package io.github.pmdb.cpython;

import io.github.pmdb.cpython.locate.RuntimeSearch;
import io.github.pmdb.cpython.locate.RuntimeSearch.Outcome;
import io.github.pmdb.interpreter.Interpreter;
import io.github.pmdb.memory.PageCache;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;

/// CPython 2.7 and 3.6 to 3.15 on x86-64 Linux, by its memory alone.
public final class CPython implements Interpreter {
  /// Pages kept in a search: 8 MiB.
  private static final int PAGES = 2048;

  @Override
  public String language() {
    return "Python";
  }

  @Override
  public Detection detect(Snapshot snapshot) {
    return switch (new RuntimeSearch(snapshot, new PageCache(snapshot.memory(), PAGES)).run()) {
      case Outcome.Nothing _ -> new Detection.NotPresent();
      case Outcome.Unreadable(String what, List<String> steps, boolean unknown) ->
          new Detection.Failed(what, steps, unknown);
      case Outcome.Located(var runtime) ->
          snapshot.architecture() == Architecture.X86_64
              ? new Detection.Found(new CPythonInspector(snapshot, runtime))
              : new Detection.Failed(
                  "CPython",
                  List.of("layouts are known for x86-64, this is " + snapshot.architecture()));
    };
  }
}
