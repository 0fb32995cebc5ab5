package io.github.pmdb.cpython.locate;

import io.github.pmdb.core.Signals;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the table of what `signal.signal` was given: `Handlers` in `Modules/signalmodule.c`, since
/// 3.11 a part of `_PyRuntime`. No symbol names it in a stripped file, but no other data looks like
/// it: a flag and an object for each signal, the same `0` for the two that can not be caught.
public final class SignalHandlers {
  private static final long LIMIT = 64L << 20;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;
  private static final int LAST = 64;

  /// Of an entry, and of the object in it.
  private static final long ENTRY = 16;

  private static final int FUNCTION = 8;

  private final Heap heap;
  private final List<Mapping> mappings;
  private final List<Mapping> data;

  /// @param file that holds CPython
  public SignalHandlers(Snapshot snapshot, Heap heap, String file) {
    this.heap = heap;
    this.mappings = snapshot.mappings();
    this.data =
        snapshot.objects().stream()
            .filter(object -> object.path().equals(file))
            .flatMap(object -> Candidate.writable(snapshot, object.start(), object.end()).stream())
            .toList();
  }

  /// Names of the signals for which a function of the program is called; absent where the table was
  /// not found.
  public Optional<List<String>> names() {
    OptionalLong first =
        new Scan(heap.memory(), LIMIT, new Scan.Budget(LIMIT)).first(data, this::isFirst);
    return first.isPresent() ? Optional.of(names(first.getAsLong())) : Optional.empty();
  }

  /// @param first address of the object for signal 1
  private List<String> names(long first) {
    List<String> names = new ArrayList<>();
    for (int signal = 1; signal <= LAST; signal++) {
      if (isHandler(signal, heap.memory().pointer(first + (signal - 1) * ENTRY))) {
        names.add(Signals.name(signal));
      }
    }
    return names;
  }

  /// Neither `None`, nor `SIG_DFL` or `SIG_IGN`, nor `default_int_handler`.
  private boolean isHandler(int signal, long object) {
    PyType type = heap.typeOf(object);
    boolean builtin = signal == SIGINT && type.name().equals("builtin_function_or_method");
    return !builtin && !type.is(PyType.INT) && !type.name().equals("NoneType");
  }

  private boolean isFirst(long address, long word) {
    try {
      return word != 0 && isUncaught(address) && isTable(address);
    } catch (MemoryFault _) {
      return false;
    }
  }

  private boolean isUncaught(long first) {
    long kill = heap.memory().pointer(first + (SIGKILL - 1) * ENTRY);
    return isObject(kill)
        && kill == heap.memory().pointer(first + (SIGSTOP - 1) * ENTRY)
        && heap.typeOf(kill).is(PyType.INT)
        && Ints.small(heap, kill).equals(Optional.of(0L));
  }

  private boolean isTable(long first) {
    for (int signal = 1; signal <= LAST; signal++) {
      long object = first + (signal - 1) * ENTRY;
      long tripped = heap.memory().pointer(object - FUNCTION);
      if (tripped < 0 || tripped > 1 || !isObject(heap.memory().pointer(object))) {
        return false;
      }
    }
    return true;
  }

  private boolean isObject(long word) {
    return (word & (FUNCTION - 1)) == 0 && Mapped.contains(mappings, word);
  }
}
