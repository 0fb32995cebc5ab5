package io.github.pmdb.node.heapsnapshot;

import io.github.pmdb.node.graph.Root;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The nodes that stand for roots: first the one above all, which refers to the global objects, as
/// programs know them, and to V8's "(GC roots)"; this one to one for each kind of root.
final class RootNodes {
  private static final int GC_ROOTS = 1;

  private final List<Root> globals;
  private final Map<String, int[]> kinds = new LinkedHashMap<>();

  RootNodes(List<Root> roots) {
    globals = roots.stream().filter(r -> r.kind() == Root.Kind.GLOBAL).toList();
    for (Root.Kind kind : Root.Kind.values()) {
      int[] objects = roots.stream().filter(r -> r.kind() == kind).mapToInt(Root::object).toArray();
      if (kind != Root.Kind.GLOBAL && objects.length > 0) {
        kinds.put(title(kind), objects);
      }
    }
  }

  /// As V8 calls them, where it has such.
  private static String title(Root.Kind kind) {
    return switch (kind) {
      case GLOBAL -> "(Global objects)";
      case STACK -> "(Stack roots)";
      case HANDLE -> "(Handle scope)";
      case GLOBAL_HANDLE -> "(Global handles)";
      case ETERNAL -> "(Eternal handles)";
      case ISOLATE -> "(Strong roots)";
      case OUTSIDE -> "(Outside the isolate)";
      case READ_ONLY -> "(Read-only roots)";
    };
  }

  /// Adds objects that no root leads to under a name.
  void add(String title, int[] objects) {
    kinds.put(title, objects);
  }

  int count() {
    return 2 + kinds.size();
  }

  /// Takes the nodes with their edges.
  interface Sink extends References.Sink {
    /// The edges of a node come before it.
    void node(String title);
  }

  void each(StringTable strings, Numbering numbering, Sink sink) {
    sink.edge(EdgeType.ELEMENT, 1, GC_ROOTS);
    for (Root global : globals) {
      String name = "globalThis of isolate " + global.owner();
      sink.edge(EdgeType.SHORTCUT, strings.of(name), numbering.node(global.object()));
    }
    sink.node("");
    for (int i = 0; i < kinds.size(); i++) {
      sink.edge(EdgeType.ELEMENT, i + 1, GC_ROOTS + 1 + i);
    }
    sink.node("(GC roots)");
    kinds.forEach((title, objects) -> {
      int number = 1;
      for (int object : objects) {
        sink.edge(EdgeType.ELEMENT, number++, numbering.node(object));
      }
      sink.node(title);
    });
  }
}
