package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashSet;
import java.util.Set;

/// Renders one value within limits, as `repr` would where the type is one that Python knows, and as
/// `<module.Class object at 0x…, attribute=value>` otherwise.
public final class Describer {
  private static final int MAX_DEPTH = 64;

  /// Damaged objects may refer to each other where sound ones can not.
  private static final int MAX_LEVEL = 100;

  private static final int MAX_OBJECTS = 50_000;
  private static final char CUT = '…';

  /// Which form an object has.
  public interface Forms {
    /// @throws MemoryFault when its types can not be read
    Form of(Heap heap, PyType type);
  }

  private final Forms forms;
  private final Heap heap;
  private final Limits limits;
  private final StringBuilder out = new StringBuilder();
  private final Set<Long> open = new HashSet<>();
  private int depth;
  private int level;
  private int objects;
  private boolean truncated;
  private boolean full;
  private String problem = "";

  private Describer(Forms forms, Heap heap, Limits limits) {
    this.forms = forms;
    this.heap = heap;
    this.limits = limits;
  }

  /// @param address of an object; 0 gives a value that says so
  public static Value describe(Forms forms, Heap heap, long address, Limits limits) {
    return describe(forms, heap, new Denoted.Stored(address), limits);
  }

  public static Value describe(Forms forms, Heap heap, Denoted denoted, Limits limits) {
    Describer describer = new Describer(forms, heap.within(Budget.ofValue()), limits);
    describer.guarded(denoted.address(), () -> denoted.render(describer));
    describer.noteSpent();
    return new Value(
        denoted.address(),
        denoted.type(heap),
        describer.out.toString(),
        describer.truncated,
        describer.problem);
  }

  private void noteSpent() {
    if (heap.isSpent()) {
      truncated = true;
      problem = "shown as far as " + Budget.ofValue() + " go: it is gigantic or damaged";
    }
  }

  static String typeName(Heap heap, long address) {
    if (Heap.isTaggedInt(address)) {
      return "int";
    }
    try {
      return address == 0 ? "?" : heap.typeOf(address).shortName();
    } catch (MemoryFault _) {
      return "?"; // the text of the value says what failed
    }
  }

  public Heap heap() {
    return heap;
  }

  public Limits limits() {
    return limits;
  }

  public boolean isFull() {
    return full;
  }

  /// Renders the object at `address`; what can not be read becomes text.
  public void value(long address) {
    if (full || ++objects > MAX_OBJECTS || heap.isSpent()) {
      end();
      return;
    }
    if (address == 0) {
      text("<NULL>");
      return;
    }
    if (Heap.isTaggedInt(address)) { // 3.14: _PyStackRef of a small integer
      text(Long.toString(address >> 2));
      return;
    }
    if (level >= MAX_LEVEL) {
      cut();
      return;
    }
    level++;
    guarded(
        address,
        () -> {
          PyType type = heap.typeOf(address);
          forms.of(heap, type).render(this, address, type);
        });
    level--;
  }

  private void guarded(long address, Runnable inside) {
    try {
      inside.run();
    } catch (MemoryFault fault) {
      unreadable(address, fault);
    }
  }

  private void unreadable(long address, MemoryFault fault) {
    if (heap.isSpent()) {
      end();
      return;
    }
    if (problem.isEmpty()) {
      problem = fault.getMessage();
    }
    text("<unreadable object at " + Addresses.hex(address) + ">");
  }

  /// Appends, up to the limit of text.
  public void text(String text) {
    if (full) {
      return;
    }
    int room = limits.bytes() - out.length();
    if (text.length() <= room) {
      out.append(text);
      return;
    }
    int shown = Math.max(room, 0);
    if (shown > 0 && Character.isHighSurrogate(text.charAt(shown - 1))) {
      shown--;
    }
    out.append(text, 0, shown);
    end();
  }

  /// Says that something is left out.
  public void cut() {
    truncated = true;
    boolean said = !out.isEmpty() && out.charAt(out.length() - 1) == CUT;
    if (!full && !said) {
      out.append(CUT);
    }
  }

  /// Says that all the rest is left out.
  private void end() {
    cut();
    full = true;
  }

  /// Says what is not as Python would show it.
  public void doubt(String what) {
    truncated = true;
    if (problem.isEmpty()) {
      problem = what;
    }
  }

  /// Says that the text stands for more than it shows.
  public void partial() {
    truncated = true;
  }

  /// Renders a container's inside once: a cycle becomes `cyclic`, as Python shows it.
  public void nested(long address, String cyclic, Runnable inside) {
    if (!open.add(address)) {
      text(cyclic);
      return;
    }
    depth++;
    try {
      inside.run();
    } finally {
      depth--;
      open.remove(address);
    }
  }

  /// Whether a container at this level shows its items.
  public boolean tooDeep() {
    return depth > Math.min(limits.depth(), MAX_DEPTH);
  }
}
