package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the variables of a frame: their names in its code object, their values in its slots; cells
/// are followed. Module and class bodies keep them in a dict.
public final class FrameLocals {
  private static final int MAX_VARIABLES = 65_536;

  /// Stands for a name that can not be read.
  private static final String UNREADABLE = "?";

  /// `co_flags` (`Include/cpython/code.h`).
  private static final int OPTIMIZED = 1;

  private static final int VARARGS = 4;
  private static final int VARKEYWORDS = 8;

  /// `co_localspluskinds` (`Include/internal/pycore_code.h`).
  private static final int HIDDEN = 0x10;

  private static final int LOCAL = 0x20;
  private static final int CELL = 0x40;
  private static final int FREE = 0x80;

  private final Heap heap;
  private final long frame;
  private final long code;
  private final List<Slot> slots = new ArrayList<>();

  /// Where in the list the first slot of a name is.
  private final Map<String, Integer> indexes = new HashMap<>();

  private FrameLocals(Heap heap, long frame) {
    this.heap = heap;
    this.frame = frame;
    this.code = codeOf(heap, frame);
  }

  /// @param value address of the value
  public record Slot(String name, Scope scope, long value) {}

  /// Address of the code object that a frame runs.
  public static long codeOf(Heap heap, long frame) {
    return heap.reference(frame + heap.layout().offset(FrameFields.code(heap.layout())));
  }

  /// Bound variables in the order of declaration.
  ///
  /// @param frame address as in `ScriptFrame.address`
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Slot> of(Heap heap, long frame) {
    FrameLocals locals = new FrameLocals(heap, frame);
    boolean optimized = (heap.i32(locals.code, "code.co_flags") & OPTIMIZED) != 0;
    if (!optimized) {
      return locals.fromDict();
    }
    return heap.has("code.co_localsplusnames") ? locals.fromKinds() : locals.fromNames();
  }

  /// Address of the globals dict.
  public static long globals(Heap heap, long frame) {
    return heap.pointer(frame, prefix(heap) + ".f_globals");
  }

  /// Address of the builtins dict.
  public static long builtins(Heap heap, long frame) {
    return heap.pointer(frame, prefix(heap) + ".f_builtins");
  }

  private static String prefix(Heap heap) {
    return heap.has("tstate.frame") ? "frame" : "iframe";
  }

  /// The global variables that a frame sees.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Slot> globalsOf(Heap heap, long frame) {
    return named(heap, globals(heap, frame), Scope.GLOBAL);
  }

  private List<Slot> fromDict() {
    long dict = heap.pointer(frame, prefix(heap) + ".f_locals");
    if (dict == 0 || !heap.isDict(dict)) {
      return List.of(); // not made yet, or some other mapping of a metaclass
    }
    return named(heap, dict, dict == globals(heap, frame) ? Scope.GLOBAL : Scope.LOCAL);
  }

  private static List<Slot> named(Heap heap, long dict, Scope scope) {
    List<Slot> slots = new ArrayList<>();
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_VARIABLES)) {
      name(heap, entry.key()).ifPresent(name -> slots.add(new Slot(name, scope, entry.value())));
    }
    return slots;
  }

  /// A name that is damaged does not hide its value, nor the variables beside it.
  private static Optional<String> name(Heap heap, long address) {
    try {
      return Strings.text(heap, address);
    } catch (MemoryFault _) {
      return Optional.of(UNREADABLE);
    }
  }

  /// What a slot refers to, through its cell; 0 when that is empty.
  private long content(long value) {
    try {
      return heap.isCell(value) ? heap.pointer(value, "cell.ob_ref") : value;
    } catch (MemoryFault _) {
      return value; // is shown as the unreadable object that it is
    }
  }

  /// Up to 3.10: `co_varnames`, then `co_cellvars`, then `co_freevars`.
  private List<Slot> fromNames() {
    int arguments = argumentCount();
    List<Long> names = Tuples.items(heap, heap.pointer(code, "code.co_varnames"), MAX_VARIABLES);
    for (int i = 0; i < names.size(); i++) {
      add(names.get(i), i, i < arguments ? Scope.ARGUMENT : Scope.LOCAL, false);
    }
    int at = names.size();
    for (long name : Tuples.items(heap, heap.pointer(code, "code.co_cellvars"), MAX_VARIABLES)) {
      add(name, at++, Scope.CELL, true);
    }
    for (long name : Tuples.items(heap, heap.pointer(code, "code.co_freevars"), MAX_VARIABLES)) {
      add(name, at++, Scope.FREE, true);
    }
    return slots;
  }

  private List<Slot> fromKinds() {
    int arguments = argumentCount();
    List<Long> names =
        Tuples.items(heap, heap.pointer(code, "code.co_localsplusnames"), MAX_VARIABLES);
    byte[] kinds =
        Strings.bytes(heap, heap.pointer(code, "code.co_localspluskinds"), MAX_VARIABLES);
    for (int i = 0; i < names.size() && i < kinds.length; i++) {
      if ((kinds[i] & HIDDEN) == 0) {
        Scope scope = i < arguments ? Scope.ARGUMENT : scope(kinds[i]);
        add(names.get(i), i, scope, (kinds[i] & (CELL | FREE)) != 0);
      }
    }
    return slots;
  }

  private static Scope scope(int kind) {
    if ((kind & FREE) != 0) {
      return Scope.FREE;
    }
    return (kind & CELL) != 0 && (kind & LOCAL) == 0 ? Scope.CELL : Scope.LOCAL;
  }

  /// @param mayBeCell whether the slot holds a cell once the function has begun
  private void add(long name, int index, Scope scope, boolean mayBeCell) {
    long first =
        frame
            + heap.layout()
                .offset(prefix(heap).equals("frame") ? "frame.f_localsplus" : "iframe.localsplus");
    long value = heap.reference(first + 8L * index);
    if (value == 0) {
      return; // not bound
    }
    if (mayBeCell) {
      value = content(value);
    }
    if (value != 0) {
      put(new Slot(name(heap, name).orElse(UNREADABLE), scope, value));
    }
  }

  /// An argument that an inner function uses lives in a cell; 2.7 leaves what was passed in the
  /// argument's slot as well, and the cell is what counts.
  private void put(Slot slot) {
    Integer index = slot.scope() == Scope.CELL ? indexes.get(slot.name()) : null;
    if (index != null) {
      slots.set(index, new Slot(slot.name(), slots.get(index).scope(), slot.value()));
    } else {
      indexes.putIfAbsent(slot.name(), slots.size());
      slots.add(slot);
    }
  }

  private int argumentCount() {
    int flags = heap.i32(code, "code.co_flags");
    int keywordOnly =
        heap.has("code.co_kwonlyargcount") ? heap.i32(code, "code.co_kwonlyargcount") : 0;
    int count = heap.i32(code, "code.co_argcount") + keywordOnly;
    return count + ((flags & VARARGS) != 0 ? 1 : 0) + ((flags & VARKEYWORDS) != 0 ? 1 : 0);
  }
}
