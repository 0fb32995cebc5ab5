package io.github.pmdb.node.kind;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Isolate;
import java.util.List;
import java.util.Optional;

/// Which isolates are workers that another one has started: the JavaScript object of a running
/// worker leads to one of C++, which has the address of the worker's isolate.
public final class Workers {
  /// Where fields of C++ begin in an object of JavaScript, and how many words are looked at.
  private static final int FIELDS = 24;

  private static final int MOST_FIELDS = 8;

  /// Bytes of the C++ object: it is no larger.
  private static final int LARGEST = 0x400;

  private final HeapReader reader;
  private final Memory memory;

  public Workers(HeapReader reader) {
    this.reader = reader;
    this.memory = reader.memory();
  }

  /// @param objects tagged: those of the isolate whose constructor is called `Worker`
  /// @return numbers of isolates in ascending order
  public List<Integer> of(Isolate parent, List<Long> objects) {
    List<Isolate> others =
        reader.heap().isolates().stream().filter(i -> i.number() != parent.number()).toList();
    return objects.stream()
        .flatMap(object -> worker(object, others).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private Optional<Integer> worker(long object, List<Isolate> others) {
    try {
      V8Map map = reader.map(object);
      int end = map == null ? 0 : Math.min(map.instanceSize(), FIELDS + 8 * MOST_FIELDS);
      Optional<Integer> found = Optional.empty();
      for (int at = FIELDS; at < end && found.isEmpty(); at += 8) {
        found = ofNative(reader.word(object, at), others);
      }
      return found;
    } catch (MemoryFault _) {
      // The loop is then told without this worker.
      return Optional.empty();
    }
  }

  private Optional<Integer> ofNative(long pointer, List<Isolate> others) {
    if (pointer == 0 || (pointer & 7) != 0) {
      return Optional.empty();
    }
    try {
      for (int at = 0; at < LARGEST; at += 8) {
        long word = memory.pointer(pointer + at);
        for (Isolate isolate : others) {
          if (isolate.address().isPresent() && isolate.address().getAsLong() == word) {
            return Optional.of(isolate.number());
          }
        }
      }
    } catch (MemoryFault _) {
      // No pointer, or the object ends before here.
    }
    return Optional.empty();
  }
}
