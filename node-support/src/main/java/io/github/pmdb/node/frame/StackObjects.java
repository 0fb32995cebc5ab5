package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Passage;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the objects that the words of a stack refer to, whatever variables those are. Words that
/// nobody uses any more are among them.
final class StackObjects {
  private static final long MOST_BYTES = 16 << 20;

  private final HeapReader reader;

  StackObjects(HeapReader reader) {
    this.reader = reader;
  }

  /// @return tagged, each once, outermost first
  List<Long> of(Passage passage) {
    Set<Long> found = new LinkedHashSet<>();
    for (long at = passage.entry() - 8; isWithin(passage, at); at -= 8) {
      long word = word(at);
      if (word != 0) {
        found.add(word);
      }
    }
    return List.copyOf(found);
  }

  /// 0 where there is no reference to an object of JavaScript.
  private long word(long at) {
    try {
      long word = reader.memory().word(at);
      return Tagged.isStrong(word) && reader.isReceiver(reader.type(word)) ? word : 0;
    } catch (MemoryFault _) {
      // A number, or a word of a stack that is not whole.
      return 0;
    }
  }

  private static boolean isWithin(Passage passage, long at) {
    return !Addresses.less(at, passage.innermost()) && passage.entry() - at < MOST_BYTES;
  }
}
