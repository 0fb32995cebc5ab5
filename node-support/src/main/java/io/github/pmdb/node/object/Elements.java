package io.github.pmdb.node.object;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Indexed elements of objects: arrays of values, of numbers, and dictionaries.
public final class Elements {
  /// The NaN that stands for a hole among numbers.
  private static final long HOLE_NAN = 0xfff7_ffff_fff7_ffffL;

  private static final int PACKED_DOUBLE = 4;
  private static final int HOLEY_DOUBLE = 5;
  private static final int MOST_ENTRIES = 1 << 22;

  /// Kinds of sealed and of frozen elements; the one behind each has holes.
  private static final int SEALED = 8;

  private static final int FROZEN = 10;

  /// Of attributes.
  private static final int ALL = 7;

  /// Holes at the end of an object's elements are looked at up to here.
  private static final int MOST_ROOM = 1 << 20;

  private final HeapReader reader;
  private final Layout layout;
  private final int dictionaryKind;

  public Elements(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.dictionaryKind = layout.get("elements_dictionary_elements");
  }

  /// An element.
  ///
  /// @param value tagged; not meant when it is a number of its own or a hole
  /// @param slot address of the word that holds it
  public record Element(long index, Kind kind, long value, double number, long slot) {
    public boolean isHole() {
      return kind == Kind.HOLE;
    }
  }

  public enum Kind {
    TAGGED,
    /// A double that lies in the array itself.
    DOUBLE,
    HOLE,
    /// A getter and a setter, as V8 keeps both.
    ACCESSOR
  }

  /// How many slots there are: holes are among them, those of dictionaries are not.
  ///
  /// @param total those there are in all, `elements` the first of them
  public record Found(long total, List<Element> elements) {}

  /// Elements of an object, from `from` on, at most `limit`. A hole that ends an object which is no
  /// array is room to grow, and left out.
  public Found of(long object, long from, int limit) {
    V8Map map = reader.map(object);
    if (map == null || map.type() == layout.type("JSTypedArray") || isProxy(map)) {
      return new Found(0, List.of());
    }
    long array = reader.field(object, "JSObject.elements");
    int kind = map.elementsKind();
    if (reader.is(array, "SloppyArgumentsElements")) {
      return arguments(array, from, limit);
    }
    if (kind == dictionaryKind || isDictionary(array)) {
      return dictionary(array, from, limit);
    }
    boolean doubles = kind == PACKED_DOUBLE || kind == HOLEY_DOUBLE;
    long length = length(object, map, array, doubles);
    List<Element> found = new ArrayList<>();
    for (long i = from; i < length && found.size() < limit; i++) {
      found.add(doubles ? number(array, (int) i) : value(array, (int) i));
    }
    return new Found(length, found);
  }

  private boolean isProxy(V8Map map) {
    return map.type() == layout.type("JSProxy") || map.type() == layout.type("JSGlobalProxy");
  }

  private boolean isDictionary(long array) {
    int type = reader.type(array);
    return type == layout.type("NumberDictionary");
  }

  private long length(long object, V8Map map, long array, boolean doubles) {
    long room = reader.length(array);
    if (map.type() == layout.type("JSArray")) {
      return Math.min(room, (long) reader.number(reader.field(object, "JSArray.length")));
    }
    for (int i = 0; i < MOST_ROOM && room > 0 && hole(array, (int) room - 1, doubles); i++) {
      room--;
    }
    return room;
  }

  private boolean hole(long array, int index, boolean doubles) {
    return (doubles ? number(array, index) : value(array, index)).isHole();
  }

  private long slot(long array, int index) {
    return Tagged.address(array) + layout.get("FixedArray.data") + 8L * index;
  }

  private Element value(long array, int index) {
    long value = reader.item(array, index);
    boolean hole = !Tagged.isSmi(value) && reader.oddball(value) == Oddball.HOLE;
    return new Element(index, hole ? Kind.HOLE : Kind.TAGGED, value, 0, slot(array, index));
  }

  private Element number(long array, int index) {
    long bits = reader.item(array, index);
    return new Element(
        index,
        bits == HOLE_NAN ? Kind.HOLE : Kind.DOUBLE,
        0,
        Double.longBitsToDouble(bits),
        slot(array, index));
  }

  /// Of `arguments` whose items are the parameters of a function, which has them in its context.
  private Found arguments(long array, long from, int limit) {
    long items = reader.field(array, "SloppyArgumentsElements.arguments");
    long context = reader.field(array, "SloppyArgumentsElements.context");
    int mapped = reader.length(array);
    int length = Math.max(mapped, reader.length(items));
    List<Element> found = new ArrayList<>();
    for (long i = from; i < length && found.size() < limit; i++) {
      int index = (int) i;
      long place =
          index < mapped
              ? reader.word(array, layout.get("SloppyArgumentsElements.mapped") + 8 * index)
              : 0;
      Element element =
          index < mapped && Tagged.isSmi(place)
              ? value(context, Tagged.smi(place))
              : value(items, index);
      found.add(new Element(i, element.kind(), element.value(), 0, element.slot()));
    }
    return new Found(length, found);
  }

  /// The attributes that all elements of an object have, as those of a [Property]; all of them
  /// where it has no elements.
  public int attributes(long object) {
    V8Map map = reader.map(object);
    if (map == null) {
      return 0;
    }
    if (map.type() == layout.type("JSTypedArray")) {
      return reader.field(object, "JSArrayBufferView.byte_length") == 0 ? ALL : 0;
    }
    if (of(object, 0, 1).total() == 0) {
      return ALL;
    }
    int kind = map.elementsKind();
    if (kind == FROZEN || kind == FROZEN + 1) {
      return Property.READ_ONLY | Property.NOT_CONFIGURABLE;
    }
    if (kind == SEALED || kind == SEALED + 1) {
      return Property.NOT_CONFIGURABLE;
    }
    return areSparse(object) ? inDictionary(reader.field(object, "JSObject.elements")) : 0;
  }

  private int inDictionary(long table) {
    int[] common = {ALL};
    new Dictionary(reader)
        .each(
            table,
            "numberdictionaryshape",
            (_, address) -> {
              int details = Tagged.smi(reader.memory().word(address + 16));
              common[0] &= Properties.attributes(layout, details);
              return common[0] != 0;
            });
    return common[0];
  }

  private Found dictionary(long table, long from, int limit) {
    List<Element> all = new ArrayList<>();
    for (Dictionary.Entry entry :
        new Dictionary(reader).entries(table, "numberdictionaryshape", MOST_ENTRIES)) {
      long slot = entry.address() + 8;
      int details = Tagged.smi(reader.memory().word(slot + 8));
      Kind kind = Properties.isAccessor(layout, details) ? Kind.ACCESSOR : Kind.TAGGED;
      all.add(
          new Element(
              (long) reader.number(entry.key()), kind, reader.memory().word(slot), 0, slot));
    }
    all.sort(Comparator.comparingLong(Element::index));
    List<Element> chosen = all.stream().filter(e -> e.index() >= from).limit(limit).toList();
    return new Found(all.size(), chosen);
  }

  /// Whether an object keeps its elements in a dictionary: then there are indices between them.
  public boolean areSparse(long object) {
    V8Map map = reader.map(object);
    return map != null
        && (map.elementsKind() == dictionaryKind
            || isDictionary(reader.field(object, "JSObject.elements")));
  }
}
