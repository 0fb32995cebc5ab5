package io.github.pmdb.node.object;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Named properties of objects: those that the map describes, and those of dictionaries.
public final class Properties {
  private static final int DESCRIPTOR = 24;
  private static final int MOST_DESCRIPTORS = 1020;
  private static final int MOST_ENTRIES = 1 << 20;

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

  /// The object's own properties, in the order in which they were made.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public List<Property> own(long object) {
    V8Map map = reader.map(object);
    if (map == null || !reader.isReceiver(map.type()) || map.type() == layout.type("JSProxy")) {
      return List.of();
    }
    if (map.type() == layout.type("JSGlobalObject")) {
      return global(object);
    }
    return map.isDictionary() ? entries(object) : described(object, map);
  }

  /// The own property of that name, if there is one.
  public Optional<Property> own(long object, String name) {
    return own(object).stream().filter(p -> strings.equals(p.key(), name)).findFirst();
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
    return (details & layout.get(name + "_mask")) >>> layout.get(name + "_shift");
  }

  private boolean isAccessor(int details) {
    return isAccessor(layout, details);
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

  /// Entries are in the order of their hashes; the order in which they were made is in the details,
  /// where a field of the object would have its place.
  private List<Property> entries(long object) {
    long table = reader.field(object, "JSReceiver.raw_properties_or_hash");
    List<Dictionary.Entry> entries = dictionary.entries(table, "namedictionaryshape", MOST_ENTRIES);
    record Placed(Property property, int place) {}
    List<Placed> placed = new ArrayList<>();
    for (Dictionary.Entry entry : entries) {
      int details = Tagged.smi(reader.memory().word(entry.address() + 16));
      long value = reader.memory().word(entry.address() + 8);
      placed.add(
          new Placed(property(entry.key(), value, details, entry.address() + 8), order(details)));
    }
    placed.sort(Comparator.comparingInt(Placed::place));
    return placed.stream().map(Placed::property).toList();
  }

  /// `PropertyDetails::DictionaryStorageField`: 23 bits from bit 8 on.
  private static int order(int details) {
    return details >>> 8 & 0x7f_ffff;
  }

  private Property property(long key, long value, int details, long slot) {
    return new Property(key, value, isAccessor(details), bits(details, "prop_attributes"), slot);
  }

  private List<Property> global(long object) {
    long table = reader.field(object, "JSReceiver.raw_properties_or_hash");
    List<Property> properties = new ArrayList<>();
    for (Dictionary.Entry entry :
        dictionary.entries(table, "globaldictionaryshape", MOST_ENTRIES)) {
      long cell = entry.key();
      if (reader.is(cell, "PropertyCell")) {
        int details = Tagged.smi(reader.field(cell, "PropertyCell.details"));
        properties.add(
            property(
                reader.field(cell, "PropertyCell.name"),
                reader.field(cell, "PropertyCell.value"),
                details,
                Tagged.address(cell) + layout.get("PropertyCell.value")));
      }
    }
    return properties;
  }
}
