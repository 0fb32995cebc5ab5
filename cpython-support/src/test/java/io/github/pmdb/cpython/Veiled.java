package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.List;

/// A snapshot that knows less than it could: other memory, other symbols.
record Veiled(Snapshot real, Memory memory, List<LoadedObject> objects) implements Snapshot {

  /// Without any symbol or section.
  static Veiled withoutSymbols(Snapshot real) {
    return new Veiled(real, real.memory(), unnamed(real));
  }

  /// As a core whose files are not at hand: no symbols, and no bytes of pages that were never
  /// written.
  static Veiled withoutFiles(Snapshot real) {
    return new Veiled(real, new WrittenPages(real), List.of());
  }

  private static List<LoadedObject> unnamed(Snapshot real) {
    return real.objects().stream()
        .map(o ->
            new LoadedObject(
                o.path(),
                o.start(),
                o.end(),
                o.loadBias(),
                o.isExecutable(),
                o.buildId(),
                o.file(),
                ObjectSymbols.NONE))
        .toList();
  }

  @Override
  public Architecture architecture() {
    return real.architecture();
  }

  @Override
  public Consistency consistency() {
    return real.consistency();
  }

  @Override
  public ProcessInfo process() {
    return real.process();
  }

  @Override
  public List<Mapping> mappings() {
    return real.mappings();
  }

  @Override
  public List<ThreadInfo> threads() {
    return real.threads();
  }

  @Override
  public List<Problem> problems() {
    return real.problems();
  }

  @Override
  public void close() {
    real.close();
  }
}
