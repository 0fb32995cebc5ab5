package io.github.pmdb.node.kind;

import io.github.pmdb.node.function.ScopeInfo;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Strings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/// Contexts: where functions keep the variables that other functions use.
public final class Contexts {
  private static final int MOST_CONTEXTS = 1000;
  private static final int MOST_ADDED = 1000;
  private static final int LONGEST_NAME = 256;

  /// Begins the names of what V8 itself keeps in scopes, such as `.new.target`.
  private static final String INTERNAL = ".";

  private final HeapReader reader;
  private final Strings strings;
  private final Properties properties;

  public Contexts(HeapReader reader) {
    this.reader = reader;
    this.strings = new Strings(reader);
    this.properties = new Properties(reader);
  }

  /// A variable that a function sees.
  ///
  /// @param value tagged, a 0 where it is a number that V8 keeps bare
  public record Variable(String name, long value, OptionalDouble number) {
    Variable(String name, long value) {
      this(name, value, OptionalDouble.empty());
    }
  }

  /// The variables of one context: those that code has added to its scope, then those that were
  /// written there, in their order.
  public List<Variable> variables(long context) {
    long info = reader.item(context, reader.layout().get("context_idx_scope_info"));
    if (!reader.is(info, "ScopeInfo")) {
      return List.of();
    }
    ScopeInfo scope = ScopeInfo.read(reader, info);
    List<Variable> variables = new ArrayList<>(scope.extended() ? added(context) : List.of());
    int slot = scope.firstVariable(reader.layout());
    int length = reader.length(context);
    for (String name : scope.locals()) {
      if (slot >= length) {
        break;
      }
      variables.add(variable(name, reader.item(context, slot)));
      slot++;
    }
    return variables;
  }

  /// What a sloppy `eval` has declared, or the properties of the object of a `with`.
  private List<Variable> added(long context) {
    long object = reader.item(context, reader.layout().get("context_min_slots"));
    return properties.own(object, MOST_ADDED, (_, symbol) -> !symbol).properties().stream()
        .filter(property -> !property.accessor())
        .map(property ->
            new Variable(strings.read(property.key(), LONGEST_NAME).text(), property.value()))
        .toList();
  }

  /// Whether V8 made it for a closure of its own: there are no names for what it holds.
  public boolean isOfV8(long context) {
    if (!reader.isContext(reader.type(context))) {
      return false;
    }
    long scope = reader.item(context, reader.layout().get("context_idx_scope_info"));
    return reader.is(scope, "ScopeInfo") && ScopeInfo.read(reader, scope).locals().isEmpty();
  }

  /// A variable of V8 14 may be in a cell of its own, which keeps numbers without an object for
  /// them once they are no small integers.
  private Variable variable(String name, long value) {
    if (!reader.is(value, "ContextCell")) {
      return new Variable(name, value);
    }
    Layout layout = reader.layout();
    boolean bare =
        reader.i32(value, layout.get("ContextCell.state"))
            == layout.get("ContextCell.number_state");
    return bare
        ? new Variable(
            name, 0, OptionalDouble.of(reader.float64(value, layout.get("ContextCell.number"))))
        : new Variable(name, reader.field(value, "Cell.value"));
  }

  /// The variables that a function sees beside its own and the global ones, the innermost first; of
  /// several with one name the one that it means.
  public List<Variable> closure(long function) {
    List<Variable> seen = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long context = reader.field(function, "JSFunction.context");
    for (int i = 0; i < MOST_CONTEXTS && isLocal(context); i++) {
      variables(context).stream()
          .filter(v -> !isInternal(v.name()) && names.add(v.name()))
          .forEach(seen::add);
      context = reader.item(context, reader.layout().get("context_idx_prev"));
    }
    return seen;
  }

  static boolean isInternal(String name) {
    return name.startsWith(INTERNAL);
  }

  private boolean isLocal(long context) {
    int type = reader.type(context);
    return reader.isContext(type)
        && type != reader.layout().type("NativeContext")
        && type != reader.layout().type("ScriptContext");
  }
}
