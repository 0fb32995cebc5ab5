package io.github.pmdb.cpython.object;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The target's objects: reads of fields by name, and types.
public final class Heap {
  private static final int MAX_NAME = 512;
  private static final int MAX_BASES = 64;
  private static final int MAX_BEHIND = 64;

  private final Memory memory;
  private final Layout layout;
  private final Map<Long, String> typeNames;
  private final Map<Long, PyType> types;
  private final Classes classes;
  private final List<Budget> budgets;
  private final long interpreter;

  /// @param typeNames names of static types learnt elsewhere, for cores whose read-only data is not
  ///   at hand; live view, may grow later
  public Heap(Memory memory, Layout layout, Map<Long, String> typeNames) {
    this(memory, layout, typeNames, new ConcurrentHashMap<>(), new Classes(), List.of(), 0);
  }

  private Heap(
      Memory memory,
      Layout layout,
      Map<Long, String> typeNames,
      Map<Long, PyType> types,
      Classes classes,
      List<Budget> budgets,
      long interpreter) {
    this.memory = memory;
    this.layout = layout;
    this.typeNames = typeNames;
    this.types = types;
    this.classes = classes;
    this.budgets = budgets;
    this.interpreter = interpreter;
  }

  /// The same objects, of which no more is read than a budget allows.
  public Heap within(Budget budget) {
    List<Budget> all = new ArrayList<>(budgets);
    all.add(budget);
    return new Heap(
        budget.over(memory), layout, typeNames, types, classes, List.copyOf(all), interpreter);
  }

  /// The same objects with a layout that knows more.
  public Heap with(Layout refined) {
    return new Heap(memory, refined, typeNames, types, classes, budgets, interpreter);
  }

  /// The same objects as an interpreter has them, which keeps what builtin types define since 3.12.
  ///
  /// @param address of the `PyInterpreterState`
  public Heap of(long address) {
    return new Heap(memory, layout, typeNames, types, classes, budgets, address);
  }

  /// Address of the interpreter whose objects these are, 0 where none was named.
  long interpreter() {
    return interpreter;
  }

  /// The same objects in a memory that shows parts of the target's in another way.
  public Heap over(Memory view) {
    return new Heap(view, layout, typeNames, types, classes, budgets, interpreter);
  }

  /// Whether a budget is spent, so that what was read may lack something.
  public boolean isSpent() {
    return budgets.stream().anyMatch(Budget::isSpent);
  }

  Classes classes() {
    return classes;
  }

  public Memory memory() {
    return memory;
  }

  public Layout layout() {
    return layout;
  }

  public boolean has(String field) {
    return layout.has(field);
  }

  public long pointer(long struct, String field) {
    return memory.pointer(struct + layout.offset(field));
  }

  public long i64(long struct, String field) {
    return memory.i64(struct + layout.offset(field));
  }

  public int i32(long struct, String field) {
    return memory.i32(struct + layout.offset(field));
  }

  public int u8(long struct, String field) {
    return memory.u8(struct + layout.offset(field));
  }

  /// A `_PyStackRef` of CPython 3.14 as a pointer: 0 for NULL. A plain pointer stays what it is.
  /// Source: `Include/internal/pycore_stackref.h`, default build: bit 0 is a flag, 1 is NULL.
  public long reference(long address) {
    long word = memory.pointer(address);
    if (!layout.version().atLeast(3, 14) || (word & 3) == 3) {
      return word;
    }
    return word & ~1L;
  }

  /// Whether a stack reference is an integer without an object (CPython 3.14), tagged in the two
  /// lowest bits.
  public static boolean isTaggedInt(long reference) {
    return (reference & 3) == 3;
  }

  /// The type of the object at `address`.
  ///
  /// @throws MemoryFault when no object is there
  public PyType typeOf(long address) {
    return type(pointer(address, "object.ob_type"));
  }

  /// The type object at `address`.
  public PyType type(long address) {
    PyType known = types.get(address);
    if (known != null) {
      return known;
    }
    PyType read = readType(address);
    if (!isSpent()) { // its name may be missing then
      types.put(address, read);
    }
    return read;
  }

  private PyType readType(long address) {
    long meta = pointer(address, "object.ob_type");
    long metaFlags = i64(meta, "type.tp_flags");
    if ((metaFlags >>> PyType.TYPE & 1) == 0) {
      throw malformed(address, "no type object lies there");
    }
    return new PyType(
        address,
        typeName(address),
        i64(address, "type.tp_flags"),
        i64(address, "type.tp_basicsize"),
        i64(address, "type.tp_itemsize"),
        i64(address, "type.tp_dictoffset"),
        pointer(address, "type.tp_base"));
  }

  private String typeName(long address) {
    try {
      byte[] name = memory.cString(pointer(address, "type.tp_name"), MAX_NAME);
      return name.length == 0 ? learntName(address) : new String(name, StandardCharsets.UTF_8);
    } catch (MemoryFault _) {
      return learntName(address); // read-only data is often not in a core
    }
  }

  private String learntName(long address) {
    return typeNames.getOrDefault(address, "?");
  }

  /// `module.qualname` of a type as `repr` shows it.
  public String fullName(PyType type) {
    if (!type.isHeapType()) {
      return type.name();
    }
    String qualifiedName = qualifiedName(type);
    return Classes.find(this, type, "__module__")
        .flatMap(module -> Strings.text(this, module.value()))
        .filter(module -> !module.equals("builtins") && !module.equals("__builtin__"))
        .map(module -> module + "." + qualifiedName)
        .orElse(qualifiedName);
  }

  /// `__qualname__`.
  public String qualifiedName(PyType type) {
    if (!type.isHeapType()) {
      return type.shortName();
    }
    String field = has("heaptype.ht_qualname") ? "heaptype.ht_qualname" : "heaptype.ht_name";
    return Strings.text(this, pointer(type.address(), field)).orElse(type.shortName());
  }

  /// The first type in the chain of bases, from `type` on, that is written in C.
  public Optional<PyType> builtinBase(PyType type) {
    PyType at = type;
    for (int i = 0; i < MAX_BASES; i++) {
      if (!at.isHeapType() || at.name().contains(".")) {
        return Optional.of(at);
      }
      if (at.base() == 0) {
        return Optional.empty();
      }
      at = type(at.base());
    }
    return Optional.empty();
  }

  /// Whether the object's type, or a base of it, is the C type of that `tp_name`.
  public boolean isA(long address, String name) {
    return builtinBase(typeOf(address)).filter(base -> base.name().equals(name)).isPresent();
  }

  /// One of the words that follow the object's head.
  ///
  /// @param index of the word, from 0
  public long behindHead(long object, int index) {
    return memory.pointer(object + layout.offset("object.sizeof") + 8L * index);
  }

  /// What objects of a type stand for; any other object is itself.
  ///
  /// @param type one that has no subclasses
  /// @param field where they have the object that they stand for
  /// @throws MemoryFault when they lead to each other
  public long behind(long object, String type, String field) {
    long at = object;
    for (int i = 0; i < MAX_BEHIND; i++) {
      if (!typeOf(at).name().equals(type)) {
        return at;
      }
      at = pointer(at, field);
    }
    throw malformed(object, "the %s there leads to no other object".formatted(type));
  }

  /// The name that Python shows for objects of a type: subclasses of C types have their own since
  /// 3.7.
  ///
  /// @param base of the C type, in what came before
  public String shownName(PyType type, String base) {
    return layout.version().atLeast(3, 7) ? type.shortName() : base;
  }

  public boolean isDict(long address) {
    return typeOf(address).is(PyType.DICT);
  }

  public boolean isType(long address) {
    return typeOf(address).is(PyType.TYPE);
  }

  public boolean isException(long address) {
    return typeOf(address).is(PyType.EXCEPTION);
  }

  /// Whether the object in a slot for a cell is one. Where the type has no name its size decides: a
  /// slot that was not made a cell yet holds an argument.
  public boolean isCell(long address) {
    PyType type = typeOf(address);
    return type.name().equals("cell")
        || (type.name().equals("?") && type.basicSize() == layout.offset("cell.sizeof"));
  }

  /// A count that the target claims.
  ///
  /// @throws MemoryFault when it is negative or above `most`
  public static int bounded(long count, long most, long address, String what) {
    if (count < 0 || count > most) {
      throw malformed(address, "its " + what + " is " + count);
    }
    return (int) count;
  }

  public static MemoryFault malformed(long address, String why) {
    return new MemoryFault(address, Long.BYTES, why);
  }
}
