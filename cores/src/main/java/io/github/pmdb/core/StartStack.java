package io.github.pmdb.core;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.memory.OverlayMemory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The block that the kernel lays at the top of the main stack (`create_elf_tables` in
/// `fs/binfmt_elf.c`): argc, the pointers of argv, NULL, those of the environment, NULL, the
/// auxiliary vector, then the 16 random bytes that `AT_RANDOM` points to, and the strings.
///
/// It is found from `AT_RANDOM` downwards, by the vector's own bytes.
record StartStack(List<String> arguments, List<String> environment) {
  static final StartStack UNKNOWN = new StartStack(List.of(), List.of());

  /// The auxiliary vector and the platform strings above it fit in this.
  private static final int WINDOW = 8192;

  /// Linux allows 2 GiB of arguments; what a person reads is less.
  private static final int MOST_STRINGS = 65_536;

  private static final int LONGEST_STRING = 131_072;
  private static final int MOST_BYTES = 8 << 20;

  static StartStack read(
      OverlayMemory memory, AuxiliaryVector auxiliary, int wordSize, ByteOrder order) {
    Optional<Long> random = auxiliary.get(AuxiliaryVector.RANDOM);
    if (random.isEmpty() || auxiliary.raw().size() < 4L * wordSize) {
      return UNKNOWN;
    }
    try {
      return new Reader(memory, wordSize, order).read(random.get(), auxiliary.raw());
    } catch (MemoryFault e) {
      // The stack's top was not dumped or is cut: the notes have a shorter answer.
      return UNKNOWN;
    }
  }

  private record Reader(OverlayMemory memory, int word, ByteOrder order) {
    StartStack read(long random, Bytes vector) {
      long at = vectorBelow(random, vector);
      if (at == 0) {
        return UNKNOWN;
      }
      List<Long> environment = pointersBelow(at - word);
      long argumentsEnd = at - word - (long) word * environment.size() - word;
      List<Long> arguments = pointersBelow(argumentsEnd);
      // Going down, argv is followed by argc, which is its number of pointers.
      if (!arguments.isEmpty() && arguments.getFirst() == arguments.size() - 1L) {
        arguments = arguments.subList(1, arguments.size());
      }
      int[] budget = {MOST_BYTES};
      return new StartStack(texts(arguments, budget), texts(environment, budget));
    }

    /// Where the first two entries of the vector lie below `random`, 0 when nowhere.
    private long vectorBelow(long random, Bytes vector) {
      long start = (random & -word) - WINDOW;
      byte[] window = memory.bytes(start, WINDOW);
      byte[] wanted = vector.copy(0, 4 * word);
      for (int at = WINDOW - wanted.length; at >= 0; at -= word) {
        if (Arrays.equals(window, at, at + wanted.length, wanted, 0, wanted.length)) {
          return start + at;
        }
      }
      return 0;
    }

    /// The run of values other than 0 that ends below the NULL at `end`, ascending. A value that
    /// equals the number of those above it ends it as well: that is argc.
    private List<Long> pointersBelow(long end) {
      List<Long> found = new ArrayList<>();
      while (found.size() < MOST_STRINGS) {
        long at = end - (long) word * (found.size() + 1);
        long value = Bytes.of(memory.bytes(at, word)).order(order).word(0, word);
        if (value == 0) {
          break;
        }
        found.add(value);
        if (value == found.size() - 1L) {
          break;
        }
      }
      Collections.reverse(found);
      return found;
    }

    private List<String> texts(List<Long> pointers, int[] budget) {
      List<String> texts = new ArrayList<>();
      for (long pointer : pointers) {
        if (budget[0] <= 0) {
          break;
        }
        byte[] text = memory.cString(pointer, Math.min(LONGEST_STRING, budget[0]));
        budget[0] -= text.length + 1;
        texts.add(new String(text, StandardCharsets.UTF_8));
      }
      return List.copyOf(texts);
    }
  }
}
