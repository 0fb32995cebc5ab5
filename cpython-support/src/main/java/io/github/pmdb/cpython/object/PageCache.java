package io.github.pmdb.cpython.object;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.concurrent.ConcurrentHashMap;

/// Memory read a page at a time and kept. A walk touches few pages many times, and each read of a
/// live process is a system call. Of a running process one cache must serve one walk only.
public final class PageCache extends Memory {
  private static final int PAGE = 4096;
  private static final int MAX_PAGES = 8192;
  private static final int LARGE = 16 * PAGE;
  private static final byte[] UNREADABLE = new byte[0];

  private final Memory source;
  private final ConcurrentHashMap<Long, byte[]> pages = new ConcurrentHashMap<>();

  public PageCache(Memory source) {
    this.source = source;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    if (length >= LARGE) {
      source.read(address, into, offset, length);
      return;
    }
    int done = 0;
    while (done < length) {
      long at = address + done;
      int within = (int) (at & (PAGE - 1));
      int chunk = Math.min(length - done, PAGE - within);
      byte[] page = page(at - within);
      if (page.length == 0) {
        source.read(at, into, offset + done, chunk); // the readable part of a cut page
      } else {
        System.arraycopy(page, within, into, offset + done, chunk);
      }
      done += chunk;
    }
  }

  private byte[] page(long start) {
    byte[] known = pages.get(start);
    if (known != null) {
      return known;
    }
    if (pages.size() >= MAX_PAGES) {
      pages.clear();
    }
    byte[] page = load(start);
    pages.put(start, page);
    return page;
  }

  private byte[] load(long start) {
    try {
      return source.bytes(start, PAGE);
    } catch (MemoryFault _) {
      return UNREADABLE; // the exact read that follows says what is missing
    }
  }
}
