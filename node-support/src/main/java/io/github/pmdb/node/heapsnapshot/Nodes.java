package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.graph.HeapObjects;
import io.github.pmdb.node.graph.ObjectNames;
import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What objects are as nodes of a snapshot: a type and a name.
final class Nodes {
  private static final Map<NodeType, List<String>> TYPES =
      Map.of(
          NodeType.ARRAY,
          List.of(
              "FixedArray",
              "FixedDoubleArray",
              "NameDictionary",
              "NumberDictionary",
              "OrderedHashMap",
              "OrderedHashSet",
              "WeakFixedArray",
              "WeakArrayList",
              "ArrayList"),
          NodeType.CODE,
          List.of(
              "Code",
              "BytecodeArray",
              "SharedFunctionInfo",
              "ScopeInfo",
              "Script",
              "FeedbackCell",
              "FeedbackVector",
              "FeedbackMetadata",
              "UncompiledDataWithPreparseData",
              "UncompiledDataWithoutPreparseData"),
          NodeType.OBJECT_SHAPE,
          List.of("Map", "DescriptorArray", "TransitionArray", "PrototypeInfo", "EnumCache"),
          NodeType.NUMBER,
          List.of("HeapNumber"),
          NodeType.BIGINT,
          List.of("BigInt"),
          NodeType.SYMBOL,
          List.of("Symbol"),
          NodeType.REGEXP,
          List.of("JSRegExp"));

  private final HeapReader reader;
  private final Layout layout;
  private final Functions functions;
  private final ObjectNames objectNames;
  private final HeapObjects objects;
  private final StringTable strings;
  private final Map<Integer, NodeType> types = new HashMap<>();

  /// Names of functions by what V8 shares of them, and of all else by their maps.
  private final Map<Long, Integer> ofFunctions = new HashMap<>();

  private final Map<Integer, Integer> ofMaps = new HashMap<>();

  Nodes(
      HeapReader reader,
      Functions functions,
      ObjectNames names,
      HeapObjects objects,
      StringTable strings) {
    this.reader = reader;
    this.layout = reader.layout();
    this.functions = functions;
    this.objectNames = names;
    this.objects = objects;
    this.strings = strings;
    TYPES.forEach((type, all) -> all.forEach(name -> types.put(layout.type(name), type)));
  }

  NodeType type(V8Map map) {
    int type = map.type();
    if (reader.isString(type)) {
      return switch (StringType.representation(type)) {
        case CONS -> NodeType.CONCATENATED_STRING;
        case SLICED -> NodeType.SLICED_STRING;
        case SEQUENTIAL, EXTERNAL, THIN, UNKNOWN -> NodeType.STRING;
      };
    }
    if (isFunction(type)) {
      return NodeType.CLOSURE;
    }
    return types.getOrDefault(
        type,
        reader.isReceiver(type) || reader.isContext(type) ? NodeType.OBJECT : NodeType.HIDDEN);
  }

  private boolean isFunction(int type) {
    return reader.isFunction(type) || type == layout.type("JSBoundFunction");
  }

  /// The number of a node's name among the strings.
  int name(int object) {
    V8Map map = objects.map(object);
    if (strings.hasText(object)) {
      return strings.ofText(object);
    }
    long reference = Tagged.reference(objects.address(object));
    try {
      if (reader.isFunction(map.type())) {
        return ofFunctions.computeIfAbsent(
            functions.shared(reference), shared -> strings.of(functions.sharedName(shared)));
      }
      if (map.type() == layout.type("SharedFunctionInfo")) {
        return ofFunctions.computeIfAbsent(
            reference, shared -> strings.of(functions.sharedName(shared)));
      }
      if (map.type() == layout.type("JSRegExp")) {
        return text(reader.field(reference, "JSRegExp.source"), "");
      }
      if (map.type() == layout.type("Symbol")) {
        return text(reader.field(reference, "Symbol.name"), "symbol");
      }
    } catch (MemoryFault _) {
      // What can not be read has the name of its kind.
      return ofMap(map);
    }
    return ofMap(map);
  }

  /// @param reference to a string
  private int text(long reference, String otherwise) {
    int object = Tagged.isReference(reference) ? objects.at(Tagged.address(reference)) : -1;
    return object >= 0 && strings.hasText(object) ? strings.ofText(object) : strings.of(otherwise);
  }

  private int ofMap(V8Map map) {
    return ofMaps.computeIfAbsent(map.index(), _ -> strings.of(kind(map)));
  }

  private String kind(V8Map map) {
    if (map.type() == layout.type("HeapNumber")) {
      return "heap number";
    }
    if (map.type() == layout.type("JSBoundFunction")) {
      return "native_bind";
    }
    String name = objectNames.of(map);
    boolean own = reader.isReceiver(map.type()) || reader.isString(map.type());
    return own ? name : "system / " + name.substring(1, name.length() - 1);
  }
}
