package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;

/// Memory as a suspended greenlet left it: the part of the C stack that another one needed was
/// copied to the heap, and is read from there.
final class SavedStack extends Memory {
  private final Memory memory;
  private final long start;
  private final long end;
  private final long copy;

  /// @param start where the part lay, `length` bytes
  /// @param copy where it is kept
  SavedStack(Memory memory, long start, long length, long copy) {
    this.memory = memory;
    this.start = start;
    this.end = start + length;
    if (Addresses.less(end, start)) {
      throw Heap.malformed(start, "the stack that was saved from there has no end");
    }
    this.copy = copy;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      boolean saved = Addresses.within(at, start, end);
      long ahead = saved ? end - at : Addresses.less(at, start) ? start - at : length;
      int part = (int) Addresses.min(length - done, ahead);
      memory.read(saved ? copy + (at - start) : at, into, offset + done, part);
      done += part;
    }
  }
}
