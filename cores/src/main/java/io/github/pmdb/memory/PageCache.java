package io.github.pmdb.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers pages of a memory that is slow to ask (a live process, a remote target), for as long
/// as it stands still. Reads of more than [#LARGEST] bytes go past it.
public final class PageCache extends Memory {
  private static final int PAGE = 4096;
  private static final int LARGEST = 4 * PAGE;

  private final Memory source;
  private final Map<Long, byte[]> pages;

  /// @param most how many pages of 4096 bytes are kept
  public PageCache(Memory source, int most) {
    this.source = source;
    this.pages =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > most;
          }
        };
  }

  @Override
  public synchronized void read(long address, byte[] into, int offset, int length) {
    if (length > LARGEST) {
      source.read(address, into, offset, length);
      return;
    }
    int done = 0;
    while (done < length) {
      int at = (int) ((address + done) & (PAGE - 1));
      int count = Math.min(length - done, PAGE - at);
      byte @Nullable [] page = page(address + done - at);
      if (page == null) {
        source.read(address + done, into, offset + done, count);
      } else {
        System.arraycopy(page, at, into, offset + done, count);
      }
      done += count;
    }
  }

  /// A page, or null when not all of it is readable: the exact range is asked for then, so that a
  /// fault names the right address.
  private byte @Nullable [] page(long start) {
    byte[] known = pages.get(start);
    if (known != null) {
      return known;
    }
    byte[] fresh = new byte[PAGE];
    try {
      source.read(start, fresh, 0, PAGE);
    } catch (MemoryFault e) {
      return null;
    }
    pages.put(start, fresh);
    return fresh;
  }

  /// Forgets everything: the target ran.
  public synchronized void clear() {
    pages.clear();
  }
}
