package io.github.pmdb.node;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Passage;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.interpreter.hit.StackCopy;
import io.github.pmdb.interpreter.hit.StackInspector;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.layout.Layouts;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Node.js in one snapshot. The heap is looked for when it is first asked for.
public final class NodeInspector implements Inspector, SourceInspector, StackInspector {
  private final Snapshot snapshot;
  private final NodeBinary binary;
  private @Nullable V8Heap heap;
  private @Nullable CodeTables tables;
  private @Nullable Describer describer;
  private @Nullable JsStacks stacks;
  private @Nullable ScriptStacks scripts;
  private @Nullable HitStacks hits;

  NodeInspector(Snapshot snapshot, NodeBinary binary) {
    this.snapshot = snapshot;
    this.binary = binary;
  }

  public NodeBinary binary() {
    return binary;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /// The heaps of all isolates.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when a constant that is needed is not known
  public synchronized V8Heap heap() {
    if (heap == null) {
      Layout layout = Layouts.of(binary);
      heap = V8Heap.open(snapshot, binary, layout);
    }
    return heap;
  }

  /// What the program tells of machine code.
  synchronized CodeTables tables() {
    if (tables == null) {
      tables = new CodeTables(binary.object().symbols(), snapshot.memory(), heap().layout());
    }
    return tables;
  }

  /// Shows values; used by one thread.
  public synchronized Describer describer() {
    if (describer == null) {
      describer = new Describer(heap(), tables());
    }
    return describer;
  }

  @Override
  public String language() {
    return NodeInterpreter.LANGUAGE;
  }

  @Override
  public String title() {
    return binary.title();
  }

  @Override
  public List<String> evidence() {
    List<String> steps = new ArrayList<>();
    steps.add(
        "%s has %d v8dbg_ symbols".formatted(binary.object().path(), binary.metadata().symbols()));
    steps.add("constants: " + heap().layout().origins());
    steps.addAll(heap().evidence());
    return steps;
  }

  @Override
  public List<String> facts() {
    return scripts().obstacle().stream().toList();
  }

  @Override
  public List<ScriptThread> threads() {
    return scripts().threads();
  }

  @Override
  public ScriptStack stack(ScriptThread thread, Limits limits) {
    return scripts().stack(thread, limits);
  }

  @Override
  public void prepare() {
    hits();
  }

  @Override
  public Optional<ScriptStack> stack(StackCopy copy, int most) {
    return hits().stack(copy, most);
  }

  private synchronized HitStacks hits() {
    if (hits == null) {
      hits = new HitStacks(this);
    }
    return hits;
  }

  @Override
  public List<Passage> passages(ScriptThread thread) {
    return scripts().walk(thread, Limits.DEFAULT).passages();
  }

  @Override
  public List<String> reasons(ScriptThread thread, List<NativeFrame> frames) {
    return new Reasons(this).of(thread, frames);
  }

  private synchronized ScriptStacks scripts() {
    if (scripts == null) {
      scripts = new ScriptStacks(this);
    }
    return scripts;
  }

  /// The JavaScript on the stacks of threads.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when a constant that is needed is not known
  public synchronized JsStacks stacks() {
    if (stacks == null) {
      stacks = new JsStacks(snapshot, binary.object(), tables(), describer());
    }
    return stacks;
  }

  @Override
  public List<Variable> locals(ScriptFrame frame, Limits limits) {
    return scripts().variables(frame, limits);
  }

  @Override
  public Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits) {
    return locals(frame, limits).stream().filter(v -> v.name().equals(name)).findFirst();
  }

  @Override
  public Value describe(long address, Limits limits) {
    return describer().describe(Tagged.reference(address), limits);
  }

  /// V8 keeps the source of each script. Those of Node.js itself are not told: nobody looks for a
  /// fault there first.
  @Override
  public Optional<List<String>> source(String name) {
    return Place.isOfNode(name) ? Optional.empty() : scripts().source(name);
  }

  @Override
  public boolean keepsOriginals() {
    return true;
  }

  @Override
  public Optional<String> file(String name) {
    return Optional.empty();
  }

  /// Frames lie on stacks alone, which are found by registers; a collection moves objects.
  @Override
  public boolean needsStop() {
    return true;
  }

  @Override
  public boolean isEvalBoundary(NativeFrame frame) {
    return scripts().isScript(frame);
  }

  @Override
  public boolean isInternal(NativeFrame frame) {
    return Machinery.isInternal(frame) || scripts().isScript(frame);
  }
}
