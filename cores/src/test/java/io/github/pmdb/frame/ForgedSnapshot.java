package io.github.pmdb.frame;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A process made of forged memory.
public final class ForgedSnapshot implements Snapshot {
  private final Memory memory;
  private final List<Mapping> mappings = new ArrayList<>();
  private final List<LoadedObject> objects = new ArrayList<>();

  public ForgedSnapshot(Memory memory) {
    this.memory = memory;
  }

  public ForgedSnapshot code(long start, long end) {
    mappings.add(new Mapping(start, end, true, false, true, 0, ""));
    return this;
  }

  /// An object whose virtual addresses are those of the target.
  public ForgedSnapshot object(String path, long start, long end, ObjectSymbols symbols) {
    objects.add(
        new LoadedObject(
            path,
            start,
            end,
            0,
            objects.isEmpty(),
            Optional.empty(),
            new FileMatch.InMemory(),
            symbols));
    return code(start, end);
  }

  public static ThreadInfo thread(long pc, long sp, long rbp) {
    long[] values = new long[Registers.COUNT];
    values[Registers.NAMES.indexOf("rip")] = pc;
    values[Registers.NAMES.indexOf("rsp")] = sp;
    values[Registers.NAMES.indexOf("rbp")] = rbp;
    return new ThreadInfo(1, 1, "", ThreadState.UNKNOWN, Optional.of(new Registers(values)));
  }

  @Override
  public Architecture architecture() {
    return Architecture.X86_64;
  }

  @Override
  public Consistency consistency() {
    return Consistency.STILL;
  }

  @Override
  public ProcessInfo process() {
    return new ProcessInfo(
        1,
        OptionalLong.empty(),
        OptionalInt.empty(),
        "forged",
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Path.of("/"),
        OptionalLong.empty());
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<Mapping> mappings() {
    return mappings;
  }

  @Override
  public List<LoadedObject> objects() {
    return objects;
  }

  @Override
  public List<ThreadInfo> threads() {
    return List.of();
  }

  @Override
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public void close() {}
}
