package io.github.pmdb.cpython.task;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.Generator;
import io.github.pmdb.cpython.frame.LoneFrames;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.GeneratorInspector;
import io.github.pmdb.interpreter.GeneratorInspector.GeneratorReport;
import io.github.pmdb.interpreter.GeneratorInspector.State;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads generators and coroutines, whoever keeps them, with what each delegates to.
public final class GeneratorScan {
  private static final int MAX_PROBLEMS = 20;

  private final Heap heap;
  private final LoneFrames frames;

  /// Why there may be more than what was read.
  private final List<Problem> missing = new ArrayList<>();

  /// Of single generators.
  private final List<Problem> problems = new ArrayList<>();

  /// Addresses of those that another one delegates to.
  private final Set<Long> inner = new HashSet<>();

  /// @param codes as for `FrameWalker`
  public GeneratorScan(Heap heap, Codes codes) {
    this.heap = heap;
    this.frames = new LoneFrames(heap, codes);
  }

  /// Whether objects of the type at an address are generators of any kind.
  ///
  /// @throws MemoryFault when no type is there
  public boolean includes(long type) {
    return Generator.isType(heap, type);
  }

  /// @param title of the interpreter
  /// @param found addresses of all generators
  /// @param missed why some were not found
  /// @param name as for [GeneratorInspector#generators]
  public GeneratorReport run(
      String title, List<Long> found, List<Problem> missed, String name, int most) {
    missing.addAll(missed);
    List<GeneratorInspector.Generator> read = new ArrayList<>();
    for (long address : found) {
      if (heap.isSpent()) {
        missing.add(new Problem("there is too much to read, further generators are left out"));
        break;
      }
      read(address, name, read);
    }
    List<GeneratorInspector.Generator> wanted =
        read.stream()
            .filter(generator -> !name.isEmpty() || !inner.contains(generator.address()))
            .sorted(
                Comparator.comparing(GeneratorInspector.Generator::name)
                    .thenComparing(GeneratorInspector.Generator::address, Long::compareUnsigned))
            .toList();
    if (wanted.size() > most) {
      missing.add(
          new Problem(
              "%d of %d generators are shown".formatted(most, wanted.size()),
              "`py-generators NAME` shows those of one function, `--most N` shows more"));
    }
    return new GeneratorReport(
        title,
        name,
        wanted.subList(0, Math.min(wanted.size(), most)),
        wanted.size(),
        Stream.concat(missing.stream(), Problem.first(problems, MAX_PROBLEMS).stream()).toList());
  }

  private void read(long address, String name, List<GeneratorInspector.Generator> into) {
    try {
      Generator generator = Generator.read(heap, address);
      boolean wanted = generator.state() != Generator.State.FINISHED && isNamed(generator, name);
      if (wanted) {
        into.add(told(generator));
      }
    } catch (MemoryFault fault) {
      problems.add(new Problem("the generator at " + hex(address) + ": " + fault.getMessage()));
    }
  }

  private static boolean isNamed(Generator generator, String name) {
    return name.isEmpty() || generator.name().equals(name) || generator.name().endsWith("." + name);
  }

  private GeneratorInspector.Generator told(Generator generator) {
    AwaitChain chain = AwaitChain.of(heap, frames, generator.address());
    inner.addAll(chain.inner());
    return new GeneratorInspector.Generator(
        generator.address(),
        heap.typeOf(generator.address()).name(),
        generator.name(),
        state(generator),
        chain.frames(),
        chain.end() == 0 ? "" : heap.fullName(heap.typeOf(chain.end())),
        chain.problem());
  }

  private static State state(Generator generator) {
    return switch (generator.state()) {
      case CREATED -> State.NOT_STARTED;
      case RUNNING -> State.RUNNING;
      case SUSPENDED, FINISHED -> State.SUSPENDED;
    };
  }
}
