package io.github.pmdb.node.function;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.JsString;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a compiled function knows of its scope (`src/objects/scope-info.tq`): names of the
/// variables in its contexts, its own name, where it is in its script.
///
/// @param locals names of the context's slots that hold variables, in their order
/// @param extended whether the context has a slot before them: for what a sloppy `eval` adds to the
///   scope, the object of a `with`, or the module
/// @param name tagged string or 0
/// @param inferredName tagged string or 0
/// @param start position in the script, -1 where the scope has none
public record ScopeInfo(
    List<String> locals, boolean extended, long name, long inferredName, int start, int end) {
  private static final int TYPE = 15;
  private static final int CLASS_FIELD = 1 << 10;
  private static final int FUNCTION_VARIABLE = 3 << 12;
  private static final int INFERRED_NAME = 1 << 14;
  private static final int EXTENSION_SLOT = 1 << 26;

  /// From so many on, names are in a hash table.
  private static final int MOST_INLINE_NAMES = 75;

  /// Where such a table has its capacity, and its entries of two words.
  private static final int TABLE_CAPACITY = 2;

  private static final int TABLE_ENTRIES = 3;

  private static final int MOST_LOCALS = 1 << 16;
  private static final int LONGEST_NAME = 256;

  /// Scope types with positions behind everything else, in versions that keep them there: class,
  /// eval, function, module, script are told by the values that follow being numbers.
  private static final int FIELDS_BEGIN = 8;

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static ScopeInfo read(HeapReader reader, long info) {
    return new Reading(reader, info).read();
  }

  /// The slot of the first variable in a context of this scope.
  public int firstVariable(Layout layout) {
    return layout.get("context_min_slots") + (extended ? 1 : 0);
  }

  /// Goes through the words one after the other.
  private static final class Reading {
    private final HeapReader reader;
    private final long info;
    private int at = FIELDS_BEGIN;

    Reading(HeapReader reader, long info) {
      this.reader = reader;
      this.info = info;
    }

    private long next() {
      long word = reader.word(info, at);
      at += 8;
      return word;
    }

    ScopeInfo read() {
      int flags = flags(next());
      next();
      int count = Math.clamp(Tagged.smi(next()), 0, MOST_LOCALS);
      boolean early = reader.layout().get("scopeinfo_idx_first_vars") > 3;
      int start = early ? Tagged.smi(next()) : -1;
      int end = early ? Tagged.smi(next()) : -1;
      boolean module = (flags & TYPE) == reader.layout().get("ScopeInfo.module_scope");
      if (module && Tagged.isSmi(reader.word(info, at))) {
        // How many variables of the module are in cells; up to V8 11.3 it stands behind the names.
        next();
      }
      List<String> locals = locals(count);
      if ((flags & CLASS_FIELD) != 0) {
        next();
      }
      long name = 0;
      if ((flags & FUNCTION_VARIABLE) != 0) {
        name = next();
        next();
      }
      long inferred = (flags & INFERRED_NAME) != 0 ? next() : 0;
      if (!early) {
        long first = next();
        long second = next();
        if (Tagged.isSmi(first) && Tagged.isSmi(second)) {
          start = Tagged.smi(first);
          end = Tagged.smi(second);
        }
      }
      boolean extended = (flags & EXTENSION_SLOT) != 0;
      return new ScopeInfo(locals, extended, string(name), string(inferred), start, end);
    }

    /// A small integer, or in later versions a raw number.
    private static int flags(long word) {
      return (int) word != 0 ? (int) word : Tagged.smi(word);
    }

    private long string(long value) {
      return reader.isString(reader.type(value)) ? value : 0;
    }

    private List<String> locals(int count) {
      Strings strings = new Strings(reader);
      List<String> names = new ArrayList<>();
      if (count >= MOST_INLINE_NAMES) {
        names.addAll(tabled(next(), count));
      }
      for (int i = 0; i < count && count < MOST_INLINE_NAMES; i++) {
        JsString name = strings.read(next(), LONGEST_NAME);
        names.add(name.text());
      }
      at += 8 * count;
      return List.copyOf(names);
    }

    /// `NameToIndexHashTable`: names with the places that they have; a name that it lacks is empty.
    private List<String> tabled(long table, int count) {
      Strings strings = new Strings(reader);
      String[] names = new String[count];
      Arrays.fill(names, "");
      int capacity = Tagged.smi(reader.item(table, TABLE_CAPACITY));
      int end =
          Math.min(
              reader.length(table), TABLE_ENTRIES + 2 * Math.clamp(capacity, 0, MOST_LOCALS * 4));
      for (int i = TABLE_ENTRIES; i + 1 < end; i += 2) {
        long name = reader.item(table, i);
        int place = Tagged.smi(reader.item(table, i + 1));
        if (reader.isString(reader.type(name)) && place >= 0 && place < count) {
          names[place] = strings.read(name, LONGEST_NAME).text();
        }
      }
      return List.of(names);
    }
  }
}
