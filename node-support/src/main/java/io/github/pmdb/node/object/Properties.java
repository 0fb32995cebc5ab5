package io.github.pmdb.node.object;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Named properties of objects: those that the map describes, and those of dictionaries.
public final class Properties {
  private static final int DESCRIPTOR = 24;
  private static final int MOST_DESCRIPTORS = 1020;

  private final HeapReader reader;
  private final Layout layout;
  private final Strings strings;
  private final Dictionary dictionary;

  public Properties(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.strings = new Strings(reader);
    this.dictionary = new Dictionary(reader);
  }

  /// Chooses properties.
  @FunctionalInterface
  public interface Wanted {
    /// @param symbol whether the key is one, and no string
    boolean test(Property property, boolean symbol);
  }

  /// @param properties the first ones
  /// @param total of all
  public record Found(List<Property> properties, long total) {}

  /// The object's own properties, in the order in which they were made.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public List<Property> own(long object) {
    return own(object, Integer.MAX_VALUE, (_, _) -> true).properties();
  }

  /// The first of the object's own properties that are wanted, and how many of those there are: of
  /// millions no more than the first are kept.
  public Found own(long object, int limit, Wanted wanted) {
    V8Map map = reader.map(object);
    if (map == null || !hasProperties(map)) {
      return new Found(List.of(), 0);
    }
    if (isDictionary(map)) {
      return first(object, map, limit, wanted);
    }
    List<Property> all =
        described(object, map).stream()
            .filter(p -> wanted.test(p, reader.is(p.key(), "Symbol")))
            .toList();
    return new Found(all.subList(0, Math.min(limit, all.size())), all.size());
  }

  /// The own property with a key that is looked for, however many there are.
  public Optional<Property> find(long object, LongPredicate key) {
    V8Map map = reader.map(object);
    if (map == null || !hasProperties(map)) {
      return Optional.empty();
    }
    if (!isDictionary(map)) {
      return described(object, map).stream().filter(p -> key.test(p.key())).findFirst();
    }
    long table = reader.field(object, "JSReceiver.raw_properties_or_hash");
    return map.type() == layout.type("JSGlobalObject") ? inCells(table, key) : inTable(table, key);
  }

  private Optional<Property> inTable(long table, LongPredicate key) {
    OptionalLong wanted =
        Arrays.stream(dictionary.keys(table, "namedictionaryshape")).filter(key).findFirst();
    List<Property> found = new ArrayList<>();
    if (wanted.isPresent()) {
      dictionary.scan(
          table,
          "namedictionaryshape",
          (word, address) -> {
            if (word == wanted.getAsLong()) {
              found.add(entry(word, address));
            }
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }

  private Optional<Property> inCells(long table, LongPredicate key) {
    List<Property> found = new ArrayList<>();
    cells(
        table,
        property -> {
          if (key.test(property.key())) {
            found.add(property);
          }
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  /// The own property of that name, if there is one.
  public Optional<Property> own(long object, String name) {
    return find(object, key -> strings.equals(key, name));
  }

  private boolean hasProperties(V8Map map) {
    return reader.isReceiver(map.type()) && map.type() != layout.type("JSProxy");
  }

  private boolean isDictionary(V8Map map) {
    return map.isDictionary() || map.type() == layout.type("JSGlobalObject");
  }

  /// The keys that a map describes.
  public List<Long> keys(V8Map map) {
    long descriptors = reader.memory().word(map.address() + layout.get("Map.instance_descriptors"));
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count(map, descriptors); i++) {
      keys.add(reader.word(descriptors, at(i)));
    }
    return keys;
  }

  private int at(int descriptor) {
    return layout.get("DescriptorArray.header_size") + DESCRIPTOR * descriptor;
  }

  private int count(V8Map map, long descriptors) {
    int type = reader.type(descriptors);
    boolean known =
        type == layout.type("DescriptorArray") || type == layout.type("StrongDescriptorArray");
    return known ? Math.min(map.ownDescriptors(), MOST_DESCRIPTORS) : 0;
  }

  private List<Property> described(long object, V8Map map) {
    long descriptors = reader.memory().word(map.address() + layout.get("Map.instance_descriptors"));
    List<Property> properties = new ArrayList<>();
    for (int i = 0; i < count(map, descriptors); i++) {
      long key = reader.word(descriptors, at(i) + 8 * layout.get("prop_desc_key"));
      long value = reader.word(descriptors, at(i) + 8 * layout.get("prop_desc_value"));
      int details =
          Tagged.smi(reader.word(descriptors, at(i) + 8 * layout.get("prop_desc_details")));
      boolean field = bits(details, "prop_location") == layout.get("prop_location_Field");
      long slot = field ? slot(object, map, details) : 0;
      properties.add(
          new Property(
              key,
              field ? reader.memory().word(slot) : value,
              isAccessor(details),
              bits(details, "prop_attributes"),
              slot));
    }
    return properties;
  }

  private int bits(int details, String name) {
    return bits(layout, details, name);
  }

  private static int bits(Layout layout, int details, String name) {
    return (details & layout.get(name + "_mask")) >>> layout.get(name + "_shift");
  }

  private boolean isAccessor(int details) {
    return isAccessor(layout, details);
  }

  static int attributes(Layout layout, int details) {
    return bits(layout, details, "prop_attributes");
  }

  static boolean isAccessor(Layout layout, int details) {
    return (details & layout.get("prop_kind_mask")) == layout.get("prop_kind_Accessor");
  }

  /// Fields fill the object first, then its property array.
  private long slot(long object, V8Map map, int details) {
    int index = bits(details, "prop_index");
    int inside = map.instanceSize() / 8 - map.inobjectStart();
    if (index < inside) {
      return Tagged.address(object) + 8L * (map.inobjectStart() + index);
    }
    long more = reader.field(object, "JSReceiver.raw_properties_or_hash");
    return Tagged.address(more) + layout.get("FixedArray.data") + 8L * (index - inside);
  }

  /// `PropertyDetails::DictionaryStorageField`: 23 bits from bit 8 on.
  private static int order(int details) {
    return details >>> 8 & 0x7f_ffff;
  }

  private Property property(long key, long value, int details, long slot) {
    return new Property(key, value, isAccessor(details), bits(details, "prop_attributes"), slot);
  }

  /// The keys of a table that are no strings, and what stands where it has none. That takes a look
  /// at every key, which is quick in the order of memory alone.
  private Set<Long> others(long table) {
    Set<Long> others = new HashSet<>();
    for (long key : dictionary.keys(table, "namedictionaryshape")) {
      if (!reader.isString(reader.type(key))) {
        others.add(key);
      }
    }
    return others;
  }

  private void add(Property property, boolean symbol, Wanted wanted, FirstProperties first) {
    if (wanted.test(property, symbol)) {
      first.add(property, order(details(property.slot() - 8)));
    }
  }

  private Property entry(long key, long address) {
    long value = reader.memory().word(address + 8);
    return property(key, value, details(address), address + 8);
  }

  private int details(long entry) {
    return Tagged.smi(reader.memory().word(entry + 16));
  }

  /// @param sink tells whether to go on
  private void cells(long table, Predicate<Property> sink) {
    dictionary.each(
        table,
        "globaldictionaryshape",
        (cell, _) -> {
          if (!reader.is(cell, "PropertyCell")) {
            return true;
          }
          long value = reader.field(cell, "PropertyCell.value");
          int details = Tagged.smi(reader.field(cell, "PropertyCell.details"));
          long slot = Tagged.address(cell) + layout.get("PropertyCell.value");
          long key = reader.field(cell, "PropertyCell.name");
          return sink.test(property(key, value, details, slot));
        });
  }

  /// Entries are in the order of their hashes; the order in which they were made is in the details,
  /// where a field of the object would have its place.
  private Found first(long object, V8Map map, int limit, Wanted wanted) {
    long table = reader.field(object, "JSReceiver.raw_properties_or_hash");
    FirstProperties first = new FirstProperties(limit);
    if (map.type() == layout.type("JSGlobalObject")) {
      cells(
          table,
          property -> {
            boolean symbol = reader.is(property.key(), "Symbol");
            if (wanted.test(property, symbol)) {
              first.add(property, 0);
            }
            return true;
          });
    } else {
      Set<Long> others = others(table);
      dictionary.scan(
          table,
          "namedictionaryshape",
          (key, address) -> {
            if (!others.contains(key)) {
              add(entry(key, address), false, wanted, first);
            } else if (dictionary.isUsed(key)) {
              add(entry(key, address), reader.is(key, "Symbol"), wanted, first);
            }
            return true;
          });
    }
    return new Found(first.sorted(), first.total());
  }
}
