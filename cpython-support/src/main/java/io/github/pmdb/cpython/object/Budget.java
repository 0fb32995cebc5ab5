package io.github.pmdb.cpython.object;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.thread.Cancellation;

/// How much of the target one question may read. What the target claims to be long, deep or wide
/// may be damaged or made to be: each bound of a walker holds for one object, this one for all of
/// them together. When it is spent every further read is a [MemoryFault], so walkers end as they do
/// at damage.
public final class Budget {
  private static final long VALUE_READS = 200_000;

  /// A read that fails takes as long as this many others: nothing of it is kept.
  private static final int FAULT = 50;

  private static final long VALUE_BYTES = 4 << 20;
  private static final long QUESTION_READS = 1_000_000;
  private static final long QUESTION_BYTES = 32 << 20;

  private static final long SEARCH_READS = 20_000_000;
  private static final long SEARCH_BYTES = 1 << 30;

  private final long mostReads;
  private final long mostBytes;
  private long reads;
  private long bytes;

  Budget(long mostReads, long mostBytes) {
    this.mostReads = mostReads;
    this.mostBytes = mostBytes;
  }

  /// Enough for the text of one value.
  public static Budget ofValue() {
    return new Budget(VALUE_READS, VALUE_BYTES);
  }

  /// Enough for all that is asked at once, such as the locals of a frame.
  public static Budget ofQuestion() {
    return new Budget(QUESTION_READS, QUESTION_BYTES);
  }

  /// Enough to look for one key in a dict of millions.
  public static Budget ofSearch() {
    return new Budget(SEARCH_READS, SEARCH_BYTES);
  }

  public boolean isSpent() {
    return reads > mostReads || bytes > mostBytes;
  }

  @Override
  public String toString() {
    return "%d reads or %d MiB".formatted(mostReads, mostBytes >> 20);
  }

  Memory over(Memory memory) {
    return new Metered(memory);
  }

  /// Counts what is read.
  private final class Metered extends Memory {
    private final Memory memory;

    Metered(Memory memory) {
      this.memory = memory;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      Cancellation.check(); // whatever walks for long reads through a budget
      reads++;
      bytes += length;
      if (isSpent()) {
        throw new MemoryFault(
            address, length, "one question may take " + Budget.this + ", which are spent");
      }
      try {
        memory.read(address, into, offset, length);
      } catch (MemoryFault fault) {
        reads += FAULT;
        throw fault;
      }
    }
  }
}
