package io.github.pmdb.uprobe.attach;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// `ld.so.cache`: which names of libraries lead to which files. Layout:
/// `sysdeps/generic/dl-cache.h` of glibc 2.2 and later, whose part may stand behind an older one.
final class LinkerCache {
  private static final String MAGIC = "glibc-ld.so.cache1.1";
  private static final String OLD_MAGIC = "ld.so-1.7.0";
  private static final int OLD_HEADER = 16;
  private static final int OLD_ENTRY = 12;
  private static final int HEADER = 48;
  private static final int ENTRY = 24;
  private static final int LONGEST = 4096;

  /// `FLAG_X8664_LIB64 | FLAG_ELF_LIBC6`.
  private static final int X86_64 = 0x303;

  private final Bytes cache;
  private final long count;

  private LinkerCache(Bytes cache) {
    this.cache = cache;
    this.count = cache.u32(MAGIC.length());
  }

  /// @throws UserError when it is none
  static LinkerCache read(Bytes file) {
    Bytes little = file.order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    if (little.text(0, OLD_MAGIC.length()).startsWith(OLD_MAGIC)) {
      at = OLD_HEADER + OLD_ENTRY * little.u32(OLD_MAGIC.length() + 1) + 7 & ~7L;
    }
    Bytes cache = little.clamp(at, little.size());
    if (!cache.text(0, MAGIC.length()).equals(MAGIC)) {
      throw new UserError("no cache of the dynamic linker", "ldconfig");
    }
    return new LinkerCache(cache);
  }

  /// The paths of the libraries for x86-64 whose names are wanted.
  List<String> paths(Predicate<String> wanted) {
    List<String> paths = new ArrayList<>();
    for (long i = 0; i < count && cache.holds(HEADER + i * ENTRY, ENTRY); i++) {
      long at = HEADER + i * ENTRY;
      if (cache.i32(at) == X86_64 && wanted.test(cache.text(cache.u32(at + 4), LONGEST))) {
        paths.add(cache.text(cache.u32(at + 8), LONGEST));
      }
    }
    return paths;
  }
}
