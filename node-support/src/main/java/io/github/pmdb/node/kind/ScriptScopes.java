package io.github.pmdb.node.kind;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.kind.Contexts.Variable;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What classic scripts declare at their top level by `let`, `const` and `class`: every function of
/// the same global object sees it, and it is no property of that object.
public final class ScriptScopes {
  private static final int MOST_CONTEXTS = 1000;
  private static final int MOST_SCRIPTS = 1 << 16;

  /// In the table of scripts, the first of them stands in one of its first words, behind numbers
  /// and the table of names that some versions have.
  private static final int FIRST_SCRIPT = 0x20;

  /// V8 declares it before all scripts.
  private static final String THIS = "this";

  private final HeapReader reader;
  private final Contexts contexts;

  public ScriptScopes(HeapReader reader) {
    this.reader = reader;
    this.contexts = new Contexts(reader);
  }

  /// The variables that a function sees, those of the youngest script first: of several with one
  /// name, which only a REPL has, it is the one that is meant.
  ///
  /// @param function tagged
  public List<Variable> seenBy(long function) {
    List<Variable> seen = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(THIS));
    for (long script : scripts(realm(function)).reversed()) {
      contexts.variables(script).stream()
          .filter(v -> !Contexts.isInternal(v.name()) && names.add(v.name()))
          .forEach(seen::add);
    }
    return seen;
  }

  /// The context around all others, which has the global object.
  private long realm(long function) {
    long context = reader.field(function, "JSFunction.context");
    for (int i = 0; i < MOST_CONTEXTS && !reader.is(context, "NativeContext"); i++) {
      if (!reader.isContext(reader.type(context))) {
        return 0;
      }
      context = reader.item(context, reader.layout().get("context_idx_prev"));
    }
    return context;
  }

  /// The contexts of the scripts that have run in a realm, in their order.
  private List<Long> scripts(long realm) {
    int length = reader.is(realm, "NativeContext") ? reader.length(realm) : 0;
    for (int i = 0; i < length; i++) {
      long table = reader.item(realm, i);
      if (isTable(table)) {
        return scriptsOf(table);
      }
    }
    return List.of();
  }

  /// V8's own object that has script contexts right at its beginning: its type has no name up to V8
  /// 11.3.
  private boolean isTable(long value) {
    int type = reader.type(value);
    if (type < 0
        || reader.isString(type)
        || reader.isReceiver(type)
        || reader.isContext(type)
        || reader.is(value, "Map")) {
      return false;
    }
    long end = Math.min(FIRST_SCRIPT + 8L, reader.heap().sizeOf(Tagged.address(value)));
    for (int at = 0x10; at < end; at += 8) {
      if (reader.is(reader.word(value, at), "ScriptContext")) {
        return true;
      }
    }
    return false;
  }

  private List<Long> scriptsOf(long table) {
    List<Long> scripts = new ArrayList<>();
    long end = Math.min(8L * MOST_SCRIPTS, reader.heap().sizeOf(Tagged.address(table)));
    try {
      for (int at = 0x10; at < end; at += 8) {
        long word = reader.word(table, at);
        if (reader.is(word, "ScriptContext")) {
          scripts.add(word);
        }
      }
    } catch (MemoryFault _) {
      // Scripts that can not be read declare nothing that could be told.
      return scripts;
    }
    return scripts;
  }
}
