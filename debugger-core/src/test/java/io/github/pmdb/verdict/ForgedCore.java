package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A core that a test makes up.
public final class ForgedCore implements CoreSnapshot {
  final List<Mapping> mappings = new ArrayList<>();
  final List<LoadedObject> objects = new ArrayList<>();
  final List<ThreadInfo> threads = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  final long[] registers = new long[Registers.COUNT];
  List<String> arguments = List.of("server", "--port", "80");
  private @Nullable ProcessInfo process;
  Death death = new Death(true, Optional.empty());
  Completeness completeness = new Completeness(1 << 20, 1 << 20, List.of());

  ForgedCore register(String name, long value) {
    registers[Registers.NAMES.indexOf(name)] = value;
    return this;
  }

  /// Instead of the server that it is otherwise.
  public ForgedCore of(ProcessInfo process) {
    this.process = process;
    return this;
  }

  /// Without registers.
  public ForgedCore addThread(long tid, String name) {
    threads.add(new ThreadInfo(tid, tid, name, ThreadState.UNKNOWN, Optional.empty()));
    return this;
  }

  ForgedCore addThread(long tid) {
    threads.add(
        new ThreadInfo(
            tid, tid, "worker", ThreadState.UNKNOWN, Optional.of(new Registers(registers))));
    return this;
  }

  ForgedCore map(long start, long end, String permissions, String path) {
    mappings.add(
        new Mapping(
            start,
            end,
            permissions.contains("r"),
            permissions.contains("w"),
            permissions.contains("x"),
            0,
            path));
    return this;
  }

  ForgedCore killedBy(int number, String name, int code, String text, Optional<Long> fault) {
    death =
        new Death(
            false, Optional.of(new SignalInfo(number, name, code, text, fault, Optional.empty())));
    return this;
  }

  @Override
  public Death death() {
    return death;
  }

  @Override
  public Completeness completeness() {
    return completeness;
  }

  @Override
  public java.util.Map<Long, String> linkerPaths() {
    return java.util.Map.of();
  }

  @Override
  public List<String> unknownNotes() {
    return List.of();
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
    return process != null ? process : server();
  }

  private ProcessInfo server() {
    return new ProcessInfo(
        4711,
        OptionalLong.of(1),
        OptionalInt.of(33),
        "server",
        arguments,
        List.of(),
        Optional.of("/srv"),
        Optional.of("/usr/bin/server"),
        Path.of("/"),
        OptionalLong.empty());
  }

  @Override
  public Memory memory() {
    return new Memory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        throw new MemoryFault(address, length, "this core is forged");
      }
    };
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
    return threads;
  }

  @Override
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public java.nio.file.Path plainFile() {
    return java.nio.file.Path.of("core");
  }

  @Override
  public void close() {}
}
