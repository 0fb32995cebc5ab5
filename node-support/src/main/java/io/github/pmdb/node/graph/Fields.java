package io.github.pmdb.node.graph;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The properties of shapes that are fields: in the object first, then in its property array.
public final class Fields {
  private static final int WORD = 8;
  private static final int DESCRIPTOR = 24;

  private final HeapReader reader;
  private final Layout layout;
  private final Map<Integer, List<Field>> known = new HashMap<>();

  public Fields(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
  }

  /// @param key tagged: a string or a symbol
  /// @param index counts fields, those in the object first
  public record Field(long key, int index) {}

  /// The fields of a shape; none where properties are in a dictionary.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public List<Field> of(V8Map map) {
    List<Field> fields = known.get(map.index());
    if (fields == null) {
      fields = map.isDictionary() ? List.of() : read(map);
      known.put(map.index(), fields);
    }
    return fields;
  }

  private List<Field> read(V8Map map) {
    long descriptors = reader.memory().word(map.address() + layout.get("Map.instance_descriptors"));
    int count = new Properties(reader).keys(map).size();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = layout.get("DescriptorArray.header_size") + DESCRIPTOR * i;
      int details =
          Tagged.smi(reader.word(descriptors, at + WORD * layout.get("prop_desc_details")));
      if (bits(details, "prop_location") == layout.get("prop_location_Field")) {
        long key = reader.word(descriptors, at + WORD * layout.get("prop_desc_key"));
        fields.add(new Field(key, bits(details, "prop_index")));
      }
    }
    return List.copyOf(fields);
  }

  private int bits(int details, String name) {
    return (details & layout.get(name + "_mask")) >>> layout.get(name + "_shift");
  }

  /// How many fields are in the object itself.
  public static int inside(V8Map map) {
    return map.instanceSize() / WORD - map.inobjectStart();
  }
}
