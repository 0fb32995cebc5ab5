package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A snapshot that knows less than it could: other memory, other symbols.
final class Veiled extends SnapshotView {
  private final Memory memory;
  private final List<LoadedObject> objects;

  Veiled(Snapshot real, Memory memory, List<LoadedObject> objects) {
    super(real);
    this.memory = memory;
    this.objects = objects;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<LoadedObject> objects() {
    return objects;
  }

  /// Without any symbol or section.
  static Veiled withoutSymbols(Snapshot real) {
    return new Veiled(real, real.memory(), unnamed(real));
  }

  /// As a core whose files are not at hand: no symbols, and no bytes of pages that were never
  /// written.
  static Veiled withoutFiles(Snapshot real) {
    return new Veiled(real, new WrittenPages(real), List.of());
  }

  /// With other bytes, or none, in memory.
  static Veiled withMemory(Snapshot real, Memory memory) {
    return new Veiled(real, memory, real.objects());
  }

  /// Without the symbols and sections of these names.
  static Veiled without(Snapshot real, Predicate<String> hidden) {
    return with(real, o -> named(o, o.end(), new HiddenNames(o.symbols(), hidden)));
  }

  /// Without symbols, and with objects that seem to have no data of their own.
  static Veiled withoutData(Snapshot real) {
    return with(real, o -> named(o, o.start() + 1, ObjectSymbols.NONE));
  }

  /// With a second mapping of each file before the first, whose symbols lead astray.
  static Veiled withDuplicates(Snapshot real, long shift) {
    List<LoadedObject> objects = new ArrayList<>();
    for (LoadedObject o : real.objects()) {
      LoadedObject wrong =
          new LoadedObject(
              o.path(),
              o.start() + shift,
              o.start() + shift + 1,
              o.loadBias() + shift,
              o.isExecutable(),
              o.buildId(),
              o.file(),
              new Shifted(o.symbols(), shift));
      objects.add(wrong);
    }
    objects.addAll(real.objects());
    return new Veiled(real, real.memory(), List.copyOf(objects));
  }

  /// With thousands of files of which none holds what it seems to, and no bytes.
  static Veiled withThousands(Snapshot real) {
    LoadedObject python =
        real.objects().stream().filter(o -> o.path().contains("python")).findFirst().orElseThrow();
    List<LoadedObject> objects = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      objects.add(
          new LoadedObject(
              "/python3." + i,
              python.start() + i,
              python.end(),
              python.loadBias(),
              false,
              python.buildId(),
              python.file(),
              ObjectSymbols.NONE));
    }
    return new Veiled(real, new Forged(8, 8), List.copyOf(objects));
  }

  private static Veiled with(Snapshot real, UnaryOperator<LoadedObject> change) {
    return new Veiled(real, real.memory(), real.objects().stream().map(change).toList());
  }

  private static List<LoadedObject> unnamed(Snapshot real) {
    return with(real, o -> named(o, o.end(), ObjectSymbols.NONE)).objects();
  }

  private static LoadedObject named(LoadedObject o, long end, ObjectSymbols symbols) {
    return new LoadedObject(
        o.path(), o.start(), end, o.loadBias(), o.isExecutable(), o.buildId(), o.file(), symbols);
  }
}
