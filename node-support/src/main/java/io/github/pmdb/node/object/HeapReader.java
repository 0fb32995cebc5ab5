package io.github.pmdb.node.object;

import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.node.word.Tagged;
import org.jspecify.annotations.Nullable;

/// Reads single objects of a heap: their type and their fields. References are tagged; a read that
/// fails throws [io.github.pmdb.memory.MemoryFault].
public final class HeapReader {
  private final V8Heap heap;
  private final BlockCache memory;
  private final Layout layout;
  private final int firstReceiver;
  private final int firstFunction;
  private final int lastFunction;
  private final int firstContext;
  private final int lastContext;

  public HeapReader(V8Heap heap) {
    this.heap = heap;
    this.memory = heap.memory();
    this.layout = heap.layout();
    this.firstReceiver = layout.get("FirstJSReceiverType");
    this.firstFunction = layout.get("FirstJSFunctionType");
    this.lastFunction = layout.get("LastJSFunctionType");
    this.firstContext = layout.get("FirstContextType");
    this.lastContext = layout.get("LastContextType");
  }

  public V8Heap heap() {
    return heap;
  }

  public Layout layout() {
    return layout;
  }

  public BlockCache memory() {
    return memory;
  }

  /// The map of what is referred to, null for a small integer and for what is no object.
  public @Nullable V8Map map(long reference) {
    return Tagged.isReference(reference) ? heap.maps().of(Tagged.address(reference)) : null;
  }

  /// The instance type, -2 for a small integer and for what is no object: no object has it.
  public int type(long reference) {
    V8Map map = map(reference);
    return map == null ? Layout.NO_TYPE - 1 : map.type();
  }

  public boolean is(long reference, String type) {
    return type(reference) == layout.type(type);
  }

  /// Whether the type is one of objects of JavaScript, functions and proxies among them.
  public boolean isReceiver(int type) {
    return type >= firstReceiver;
  }

  public boolean isFunction(int type) {
    return type >= firstFunction && type <= lastFunction;
  }

  public boolean isString(int type) {
    return StringType.isString(type);
  }

  public boolean isContext(int type) {
    return type >= firstContext && type <= lastContext;
  }

  /// The word at an offset in an object.
  public long word(long reference, int offset) {
    return memory.word(Tagged.address(reference) + offset);
  }

  /// The word of a field: `JSFunction.shared`.
  public long field(long reference, String name) {
    return word(reference, layout.get(name));
  }

  public int i32(long reference, int offset) {
    return memory.i32(Tagged.address(reference) + offset);
  }

  public double float64(long reference, int offset) {
    return Double.longBitsToDouble(word(reference, offset));
  }

  /// The number of items of a `FixedArray` and its kin.
  public int length(long array) {
    return Math.max(0, Tagged.smi(field(array, "FixedArrayBase.length")));
  }

  /// An item of a `FixedArray` and its kin.
  public long item(long array, int index) {
    return word(array, layout.get("FixedArray.data") + 8 * index);
  }

  /// The number that a small integer or a `HeapNumber` holds, NaN for anything else.
  public double number(long value) {
    if (Tagged.isSmi(value)) {
      return Tagged.smi(value);
    }
    return is(value, "HeapNumber") ? float64(value, layout.get("HeapNumber.value")) : Double.NaN;
  }

  /// Which oddball an object is.
  public Oddball oddball(long reference) {
    int type = type(reference);
    if (type == layout.type("Hole")) {
      return Oddball.HOLE;
    }
    if (type != layout.type("Oddball")) {
      return Oddball.NONE;
    }
    int kind = Tagged.smi(word(reference, kindOffset()));
    for (Oddball oddball : Oddball.values()) {
      if (layout.has(oddball.constant()) && layout.get(oddball.constant()) == kind) {
        return oddball;
      }
    }
    return Oddball.OTHER;
  }

  private int kindOffset() {
    return layout.has("Oddball.kind_offset")
        ? layout.get("Oddball.kind_offset")
        : layout.get("Oddball.kind");
  }
}
