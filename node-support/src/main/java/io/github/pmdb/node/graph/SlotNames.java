package io.github.pmdb.node.graph;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.ScopeInfo;
import io.github.pmdb.node.graph.Fields.Field;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Keys;
import io.github.pmdb.node.word.Tagged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the words of objects are called: properties, elements, variables, V8's own fields.
public final class SlotNames {
  private static final int WORD = 8;

  private static final List<String> STORES =
      List.of(
          "FixedArray",
          "PropertyArray",
          "NameDictionary",
          "NumberDictionary",
          "OrderedHashMap",
          "OrderedHashSet");

  private final HeapReader reader;
  private final Layout layout;
  private final Keys keys;
  private final Fields shapes;

  /// `GLOBAL_DICTIONARY_TYPE` is the one before `NAME_DICTIONARY_TYPE` (V8 10.2 to 14.6).
  private final int globals;

  /// Names by offset, of the maps that were asked for.
  private final Map<Integer, Map<Long, Name>> ofMaps = new HashMap<>();

  private final Map<Long, ScopeInfo> ofScopes = new HashMap<>();
  private final Map<Integer, Map<Long, String>> fields = new HashMap<>();

  public SlotNames(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.keys = new Keys(reader);
    this.shapes = new Fields(reader);
    this.globals = layout.type("NameDictionary") - 1;
    field("JSFunction", "shared context prototype_or_initial_map raw_feedback_cell code");
    field("JSBoundFunction", "target this arguments");
    field("JSPromise", "reactions_or_result");
    field("JSProxy", "target handler");
    field("JSWeakRef", "target");
    field("WeakCell", "target unregister_token");
    field("JSPrimitiveWrapper", "value");
    for (String type : List.of("JSMap", "JSSet", "JSWeakMap", "JSWeakSet")) {
      field(type, "JSCollection.", "table");
    }
    for (String type :
        List.of("JSGeneratorObject", "JSAsyncFunctionObject", "JSAsyncGeneratorObject")) {
      field(type, "JSGeneratorObject.", "function context receiver");
    }
    for (String type : List.of("JSTypedArray", "JSDataView", "JSRabGsabDataView")) {
      field(type, "JSArrayBufferView.", "buffer");
    }
    field("PropertyCell", "name value");
    field("Cell", "value");
    field("Tuple2", "value1");
    field("AccessorPair", "getter setter");
    field("ConsString", "first second");
    field("SlicedString", "parent");
    field("ThinString", "actual");
    field("SharedFunctionInfo", "name_or_scope_info script function_data feedback_metadata");
    field("Script", "source name line_ends");
    field(
        "Map",
        "prototype constructor_or_back_pointer instance_descriptors dependent_code"
            + " prototype_validity_cell raw_transitions");
  }

  /// How a reference is meant.
  public enum Kind {
    PROPERTY,
    ELEMENT,
    VARIABLE,
    INTERNAL,
    /// Known by its place only.
    UNNAMED
  }

  /// @param text `user`, `3`, `table`
  public record Name(Kind kind, String text) {
    /// As behind the name of an object: `.user`, `[3]`.
    public String path() {
      return switch (kind) {
        case PROPERTY -> "." + text;
        case ELEMENT -> "[" + text + "]";
        case VARIABLE -> "(variable " + text + ")";
        case INTERNAL, UNNAMED -> "{" + text + "}";
      };
    }
  }

  private void field(String type, String names) {
    field(type, type + ".", names);
  }

  private void field(String type, String prefix, String names) {
    if (layout.type(type) < 0) {
      return;
    }
    Map<Long, String> known = fields.computeIfAbsent(layout.type(type), _ -> new HashMap<>());
    for (String name : names.split(" ")) {
      if (layout.has(prefix + name)) {
        known.put((long) layout.get(prefix + name), name);
      }
    }
  }

  /// The name of a word of an object.
  ///
  /// @param owner address
  public Name of(V8Map map, long owner, long offset) {
    if (offset == 0) {
      return new Name(Kind.INTERNAL, "map");
    }
    if (reader.isContext(map.type())) {
      return variable(owner, offset);
    }
    if (map.type() == layout.type("PropertyCell")
        && offset == layout.get("PropertyCell.value")
        && owner != 0) {
      return cell(owner);
    }
    Name known = ofMaps.computeIfAbsent(map.index(), _ -> names(map)).get(offset);
    if (known != null) {
      return known;
    }
    return isArray(map)
        ? new Name(Kind.ELEMENT, Long.toString((offset - data()) / WORD))
        : new Name(Kind.UNNAMED, "0x" + Long.toHexString(offset));
  }

  /// A property of the global object has a cell of its own.
  private Name cell(long cell) {
    try {
      return property(reader.memory().word(cell + layout.get("PropertyCell.name")));
    } catch (MemoryFault _) {
      // A cell without a name still has a value.
      return internal("value");
    }
  }

  private int data() {
    return layout.get("FixedArray.data");
  }

  /// Whether the words of an object are counted, and have no names but for its map.
  public boolean isArray(V8Map map) {
    return map.instanceSize() == 0
        && !reader.isReceiver(map.type())
        && !reader.isContext(map.type());
  }

  private Map<Long, Name> names(V8Map map) {
    Map<Long, Name> names = new HashMap<>();
    fields
        .getOrDefault(
            reader.isFunction(map.type()) ? layout.type("JSFunction") : map.type(), Map.of())
        .forEach((offset, name) -> names.put(offset, new Name(Kind.INTERNAL, name)));
    if (reader.isReceiver(map.type())) {
      names.put((long) layout.get("JSReceiver.raw_properties_or_hash"), internal("properties"));
      names.putIfAbsent((long) layout.get("JSObject.elements"), internal("elements"));
      try {
        for (Field field : shapes.of(map)) {
          if (field.index() < Fields.inside(map)) {
            names.put((long) WORD * (map.inobjectStart() + field.index()), property(field.key()));
          }
        }
      } catch (MemoryFault _) {
        // Fields of a shape that can not be read are told by their offsets.
        return names;
      }
    }
    return names;
  }

  private static Name internal(String name) {
    return new Name(Kind.INTERNAL, name);
  }

  private Name property(long key) {
    return new Name(Kind.PROPERTY, keys.name(key));
  }

  private Name variable(long context, long offset) {
    int index = (int) ((offset - data()) / WORD);
    if (index == layout.get("context_idx_scope_info")) {
      return internal("scope_info");
    }
    if (index == layout.get("context_idx_prev")) {
      return internal("previous");
    }
    try {
      long info = reader.item(Tagged.reference(context), layout.get("context_idx_scope_info"));
      return reader.is(info, "ScopeInfo")
          ? variable(ofScopes.computeIfAbsent(info, i -> ScopeInfo.read(reader, i)), index)
          : internal(Integer.toString(index));
    } catch (MemoryFault _) {
      // A slot without a name still has its number.
      return internal(Integer.toString(index));
    }
  }

  private Name variable(ScopeInfo scope, int index) {
    int variable = index - scope.firstVariable(layout);
    if (variable == -1 && scope.extended()) {
      return internal("extension");
    }
    return variable >= 0 && variable < scope.locals().size()
        ? new Name(Kind.VARIABLE, scope.locals().get(variable))
        : internal(Integer.toString(index));
  }

  /// Whether an object only holds the values of another one, whose they are in the language.
  public boolean isStore(V8Map map) {
    return map.type() == globals
        || STORES.stream().anyMatch(type -> layout.type(type) == map.type());
  }

  /// Whether an object holds the value of one property of the global object.
  boolean isCell(V8Map map) {
    return map.type() == layout.type("PropertyCell");
  }

  /// What a word of a backing store is to the object that it belongs to: the store of properties,
  /// of elements, of a map or set. Where it is none of these, both names follow each other.
  ///
  /// @param holder the object that refers to the store, by the word at `holderOffset`
  public String through(V8Map holder, long holderOffset, V8Map store, long address, long offset) {
    if (reader.isReceiver(holder.type())) {
      try {
        if (holderOffset == layout.get("JSReceiver.raw_properties_or_hash")) {
          return stored(holder, store, address, offset);
        }
        if (holderOffset == layout.get("JSObject.elements")) {
          return element(store, address, offset);
        }
      } catch (MemoryFault _) {
        // A name that can not be read is told by the place.
        return "{0x%x}{0x%x}".formatted(holderOffset, offset);
      }
    }
    return of(holder, 0, holderOffset).path() + of(store, address, offset).path();
  }

  private String stored(V8Map holder, V8Map store, long address, long offset) {
    if (store.type() == layout.type("PropertyArray")) {
      int index = (int) ((offset - data()) / WORD);
      return shapes.of(holder).stream()
          .filter(field -> field.index() == index + Fields.inside(holder))
          .findFirst()
          .map(field -> property(field.key()).path())
          .orElseGet(() -> "{properties}[" + index + "]");
    }
    if (store.type() == globals) {
      long cell = reader.memory().word(address + offset);
      return reader.is(cell, "PropertyCell") ? cell(Tagged.address(cell)).path() : "{properties}";
    }
    boolean names = store.type() == layout.type("NameDictionary");
    int size = names ? layout.get("namedictionaryshape_entry_size") : 1;
    int first = names ? 3 + layout.get("namedictionaryshape_prefix_size") : 0;
    long slot = (offset - data()) / WORD;
    if (!names || slot < first) {
      return "{properties}[" + slot + "]";
    }
    long entry = first + (slot - first) / size * size;
    long key = reader.memory().word(address + data() + WORD * entry);
    return slot == entry ? "{key}" : property(key).path();
  }

  private String element(V8Map store, long address, long offset) {
    long slot = (offset - data()) / WORD;
    if (store.type() != layout.type("NumberDictionary")) {
      return "[" + slot + "]";
    }
    int size = layout.get("numberdictionaryshape_entry_size");
    int first = 3 + layout.get("numberdictionaryshape_prefix_size");
    if (slot < first) {
      return "{elements}[" + slot + "]";
    }
    long entry = first + (slot - first) / size * size;
    long key = reader.memory().word(address + data() + WORD * entry);
    return "[" + (long) reader.number(key) + "]";
  }
}
