package io.github.pmdb.uprobe.event;

import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.uprobe.kernel.KernelMap;
import io.github.pmdb.uprobe.kernel.ProbePoint;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import io.github.pmdb.uprobe.kernel.ProgramShape;
import io.github.pmdb.uprobe.kernel.RingBuffer;
import io.github.pmdb.uprobe.kernel.Tracer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/// The fixture `probed`, running, with memory of the test's own making.
final class Probed implements AutoCloseable {
  static final long START = 0x10_0000_0000L;
  static final long COOKIE = 77;
  private static final int RING_BYTES = 1 << 16;

  private final Path executable = Fixture.compile("probed");
  private final Path file;
  private final byte[] content;
  private final RunningFixture running;

  Probed(byte[] content) {
    this.content = content.clone();
    try {
      file = Files.createTempFile("probed", ".bytes");
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    running = Fixture.start(List.of(executable.toString(), file.toString()));
  }

  /// What the function is called with.
  long argument(int index) {
    return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(index * Long.BYTES);
  }

  Memory memory() {
    return new Memory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        long from = address - START;
        if (from < 0 || from + length > content.length) {
          throw new MemoryFault(address, length, "nothing is mapped there");
        }
        System.arraycopy(content, (int) from, into, offset, length);
      }
    };
  }

  /// What was told of one line.
  record Told(List<Event> events, Counts counts) {}

  /// Attaches at a symbol, types `line`, and takes all away again.
  Told told(EventProgram program, String symbol, String line) {
    try (Tracer tracer = Tracer.open()) {
      Map<String, KernelMap> maps = new HashMap<>();
      program.maps(RING_BYTES).forEach((name, shape) -> maps.put(name, tracer.map(name, shape)));
      ProgramShape shape = tracer.shape("test", program.code()).sleeping();
      ProbePoint point = new ProbePoint(offset(symbol), COOKIE);
      tracer.attach(
          tracer.load(shape).orThrow(),
          new ProbeSet(executable, List.of(point), OptionalLong.of(running.pid()), false));
      running.ask(line);
      return told(program, maps);
    }
  }

  private static Told told(EventProgram program, Map<String, KernelMap> maps) {
    List<Event> events = new ArrayList<>();
    KernelMap map = Objects.requireNonNull(maps.get(EventProgram.EVENTS));
    try (RingBuffer ring = new RingBuffer(map)) {
      ring.drain(record -> events.add(program.decode(record)));
    }
    KernelMap counts = Objects.requireNonNull(maps.get(EventProgram.COUNTS));
    return new Told(events, Counts.of(counts.get(0)));
  }

  /// In the file; the linker puts the code where its addresses say.
  private long offset(String symbol) {
    return ElfSymbols.open(executable, 0).find(symbol).orElseThrow();
  }

  @Override
  public void close() {
    running.close();
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
