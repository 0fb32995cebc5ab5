package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One symbol table, read in bulk: two sorted arrays for the search by address, a hash table of
/// indices for the search by name, no object for a symbol and no name until it is asked for. Both
/// indices are made when questions need them; the first few names are looked for one by one, since
/// to hash all names takes as long as dozens of such searches. Addresses are those of the file.
final class SymbolTable {
  /// `st_info & 15`, from the ELF specification.
  private static final int TYPE_NONE = 0;

  private static final int TYPE_OBJECT = 1;
  private static final int TYPE_FUNCTION = 2;
  private static final int TYPE_INDIRECT_FUNCTION = 10;

  /// Special section indices from here on (absolute, common); no addresses of the object.
  private static final int SPECIAL_SECTIONS = 0xff00;

  /// How many entries below an address are looked at for one that covers it.
  private static final int NESTING = 64;

  private static final int LONGEST_NAME = 65536;

  /// How many names are looked for without a hash table.
  private static final int FEW = 24;

  private static final int EM_ARM = 40;

  private final Bytes entries;
  private final Bytes names;
  private final boolean wide;
  private final boolean thumb;
  private final int count;

  private long @Nullable [] addresses;
  private int[] order = {};
  private int @Nullable [] buckets;
  private int asked;

  SymbolTable(ElfHeader header, Bytes entries, Bytes names) {
    this.entries = entries;
    this.names = names;
    this.wide = header.wide();
    this.thumb = header.machine() == EM_ARM;
    this.count =
        (int) Math.min(entries.size() / (wide ? SymbolPass.WIDE : SymbolPass.NARROW), 1 << 26);
  }

  boolean isEmpty() {
    return count == 0;
  }

  private SymbolPass pass() {
    return new SymbolPass(entries, wide, count);
  }

  private long at(int index) {
    return (long) index * (wide ? SymbolPass.WIDE : SymbolPass.NARROW);
  }

  private int info(int index) {
    return entries.u8(at(index) + (wide ? 4 : 12));
  }

  private boolean local(int index) {
    return info(index) >> 4 == 0;
  }

  private long addressOf(int index) {
    long value = wide ? entries.i64(at(index) + 8) : entries.u32(at(index) + 4);
    return address(value, info(index) & 15);
  }

  private long address(long value, int type) {
    // On ARM the lowest bit of a function says that it is Thumb code.
    return thumb && type == TYPE_FUNCTION ? value & ~1L : value;
  }

  private long size(int index) {
    return wide ? entries.i64(at(index) + 16) : entries.u32(at(index) + 8);
  }

  private String name(int index) {
    long at = entries.u32(at(index));
    return at < names.size() ? names.text(at, LONGEST_NAME) : "";
  }

  private boolean placed(int index) {
    return placed(entries.u16(at(index) + (wide ? 6 : 14)), info(index) & 15);
  }

  /// Whether a symbol is defined here and names code or data with an address.
  private static boolean placed(int section, int type) {
    if (section == 0 || (section >= SPECIAL_SECTIONS && section != 0xffff)) {
      return false;
    }
    return type <= TYPE_FUNCTION || type == TYPE_INDIRECT_FUNCTION;
  }

  OptionalLong find(String name) {
    int index = indexOf(name);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(addressOf(index));
  }

  Optional<Symbol> symbol(String name) {
    int index = indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(symbol(index));
  }

  /// The same by the file's own hash table of this table, without looking at all symbols.
  Optional<Symbol> symbol(String name, GnuHash hash) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int index = hash.find(name, i -> i < count && placed(i) && named(i, wanted));
    return index < 0 ? Optional.empty() : Optional.of(symbol(index));
  }

  /// Global names before local ones; -1 when there is none.
  private int indexOf(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    return isOneOfFew() ? search(wanted) : lookUp(wanted);
  }

  private synchronized boolean isOneOfFew() {
    return buckets == null && asked++ < FEW;
  }

  private int search(byte[] wanted) {
    int localOne = -1;
    for (SymbolPass pass = pass(); pass.next(); ) {
      if (named(pass.name(), wanted) && placed(pass.section(), pass.type())) {
        int index = pass.index();
        if (!local(index)) {
          return index;
        }
        localOne = localOne < 0 ? index : localOne;
      }
    }
    return localOne;
  }

  private int lookUp(byte[] wanted) {
    int[] table = buckets();
    int localOne = -1;
    int probe = spread(hash(wanted)) & (table.length - 1);
    for (; table[probe] != 0; probe = (probe + 1) & (table.length - 1)) {
      int index = table[probe] - 1;
      if (named(index, wanted)) {
        if (!local(index)) {
          return index;
        }
        localOne = localOne < 0 ? index : localOne;
      }
    }
    return localOne;
  }

  /// By a look at each symbol; no index is made.
  List<Symbol> startingWith(String prefix) {
    byte[] wanted = prefix.getBytes(StandardCharsets.UTF_8);
    List<Symbol> found = new ArrayList<>();
    for (SymbolPass pass = pass(); pass.next(); ) {
      if (begins(pass.name(), wanted) && placed(pass.section(), pass.type())) {
        found.add(symbol(pass.index()));
      }
    }
    return List.copyOf(found);
  }

  /// All functions that are defined here, by a look at each symbol.
  List<FunctionSymbol> functions() {
    List<FunctionSymbol> found = new ArrayList<>();
    for (SymbolPass pass = pass(); pass.next(); ) {
      int type = pass.type();
      boolean indirect = type == TYPE_INDIRECT_FUNCTION;
      if ((type == TYPE_FUNCTION || indirect) && placed(pass.section(), type)) {
        long address = address(pass.value(), type);
        String name = pass.name() < names.size() ? names.text(pass.name(), LONGEST_NAME) : "";
        found.add(new FunctionSymbol(name, address, pass.size(), indirect));
      }
    }
    return found;
  }

  /// Whether a symbol has one of the names, wherever it is defined.
  boolean mentions(Collection<String> wanted) {
    List<byte[]> all = wanted.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
    for (SymbolPass pass = pass(); pass.next(); ) {
      long at = pass.name();
      if (all.stream().anyMatch(name -> named(at, name))) {
        return true;
      }
    }
    return false;
  }

  private boolean named(int index, byte[] wanted) {
    return named(entries.u32(at(index)), wanted);
  }

  private boolean named(long at, byte[] wanted) {
    long end = at + wanted.length;
    return names.holds(end, 1) && names.u8(end) == 0 && begins(at, wanted);
  }

  private boolean begins(long at, byte[] wanted) {
    if (!names.holds(at, wanted.length)) {
      return false;
    }
    // From its end: what the names of a program begin with is much the same.
    int i = wanted.length - 1;
    while (i >= 0 && names.u8(at + i) == (wanted[i] & 0xff)) {
      i--;
    }
    return i < 0;
  }

  private synchronized int[] buckets() {
    int[] known = buckets;
    if (known != null) {
      return known;
    }
    int[] table = new int[Integer.highestOneBit(Math.max(count, 8)) * 4];
    for (SymbolPass pass = pass(); pass.next(); ) {
      if (placed(pass.section(), pass.type())) {
        int probe = spread(hashOfName(pass.name())) & (table.length - 1);
        while (table[probe] != 0) {
          probe = (probe + 1) & (table.length - 1);
        }
        table[probe] = pass.index() + 1;
      }
    }
    buckets = table;
    return table;
  }

  private static int hash(byte[] name) {
    int hash = 0;
    for (byte b : name) {
      hash = hash * 31 + (b & 0xff);
    }
    return hash;
  }

  private int hashOfName(long start) {
    long at = start;
    long end = Math.min(names.size(), at + LONGEST_NAME);
    int hash = 0;
    for (int b; at < end && (b = names.u8(at)) != 0; at++) {
      hash = hash * 31 + b;
    }
    return hash;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e3779b1;
    return mixed ^ mixed >>> 15;
  }

  /// The symbol whose range covers `address`, else the nearest one below when that has no size.
  Optional<Symbol> at(long address) {
    long[] sorted = addresses();
    int below = lastNotAbove(sorted, address);
    for (int i = below; i >= 0 && i > below - NESTING; i--) {
      long into = address - sorted[i];
      if (into >= 0 && into < size(order[i])) {
        return Optional.of(symbol(order[i]));
      }
    }
    return below >= 0 && size(order[below]) == 0
        ? Optional.of(symbol(order[below]))
        : Optional.empty();
  }

  private Symbol symbol(int index) {
    return new Symbol(name(index), addressOf(index), size(index));
  }

  private static int lastNotAbove(long[] sorted, long address) {
    int found = Arrays.binarySearch(sorted, address);
    if (found < 0) {
      return -found - 2;
    }
    while (found + 1 < sorted.length && sorted[found + 1] == address) {
      found++;
    }
    return found;
  }

  /// Addresses in ascending order (signed: no file has symbols in the upper half that matter), with
  /// the index of each symbol in [#order]. Of several at one address the best comes last.
  private synchronized long[] addresses() {
    long[] known = addresses;
    if (known != null) {
      return known;
    }
    long[] keys = new long[count];
    int length = 0;
    for (SymbolPass pass = pass(); pass.next(); ) {
      if (placed(pass.section(), pass.type()) && named(pass.name())) {
        long address = address(pass.value(), pass.type());
        if (address < 0 || address >= 1L << 36 || count > 1 << 24) {
          return sortedSlowly();
        }
        keys[length++] = address << 27 | (long) rank(pass.info(), pass.size()) << 24 | pass.index();
      }
    }
    Arrays.sort(keys, 0, length);
    order = new int[length];
    long[] fresh = new long[length];
    for (int i = 0; i < length; i++) {
      order[i] = (int) keys[i] & 0xff_ffff;
      fresh[i] = keys[i] >>> 27;
    }
    addresses = fresh;
    return fresh;
  }

  /// Symbols that hint at an address for a person; ARM and AArch64 mark code and data with `$x`.
  private boolean named(long at) {
    int first = at < names.size() ? names.u8(at) : 0;
    return first != 0 && first != '$';
  }

  /// For files whose addresses do not fit beside an index in one number.
  private long[] sortedSlowly() {
    order =
        IntStream.range(0, count)
            .filter(i -> placed(i) && named(entries.u32(at(i))))
            .boxed()
            .sorted(Comparator.comparingLong(this::addressOf).thenComparingInt(this::rankOf))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] fresh = Arrays.stream(order).mapToLong(this::addressOf).toArray();
    addresses = fresh;
    return fresh;
  }

  private int rankOf(int index) {
    return rank(info(index), size(index));
  }

  /// How well a symbol names its address: functions with a size before data before labels, and
  /// global names before local ones.
  private static int rank(int info, long size) {
    int type = info & 15;
    int kind = type == TYPE_NONE ? 0 : type == TYPE_OBJECT ? 1 : 2;
    return (size == 0 ? 0 : kind * 2) + (info >> 4 == 0 ? 0 : 1);
  }
}
