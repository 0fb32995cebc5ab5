package io.github.pmdb.node.layout;

import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The constants of one build of V8 by name: offsets of fields in bytes (`JSFunction.shared`),
/// instance types (`type.JSArray`), and other numbers. Each knows how it was learnt. Immutable.
public final class Layout {
  /// What stands for an instance type that this build does not have: no object has it.
  public static final int NO_TYPE = -1;

  private final String title;
  private static final String TYPE = "type.";

  private final Map<String, Constant> constants;

  /// Instance types without their prefix: they are asked for all the time.
  private final Map<String, Integer> types = new HashMap<>();

  private final List<Problem> problems;

  /// A number with its origin.
  public record Constant(int value, Learnt learnt) {}

  Layout(String title, Map<String, Constant> constants, List<Problem> problems) {
    this.title = title;
    this.constants = Map.copyOf(constants);
    this.problems = List.copyOf(problems);
    constants.forEach((name, constant) -> {
      if (name.startsWith(TYPE)) {
        types.put(name.substring(TYPE.length()), constant.value());
      }
    });
  }

  /// The version it is for, in words.
  public String title() {
    return title;
  }

  /// What is doubtful: a version that is not known, a table that contradicts the binary.
  public List<Problem> problems() {
    return problems;
  }

  public boolean has(String name) {
    return constants.containsKey(name);
  }

  /// @throws UserError that names the constant and the version
  public int get(String name) {
    return constant(name).value();
  }

  public Learnt learnt(String name) {
    return constant(name).learnt();
  }

  private Constant constant(String name) {
    Constant constant = constants.get(name);
    if (constant == null) {
      throw new UserError(
          "%s is not known of %s".formatted(name, title),
          "docs/adding-a-node.md tells how a version of V8 is added");
    }
    return constant;
  }

  /// The number of an instance type, [#NO_TYPE] where this build has none of that name.
  public int type(String name) {
    Integer type = types.get(name);
    return type == null ? NO_TYPE : type;
  }

  /// The names of instance types by number; one of several at a number.
  public Map<Integer, String> typeNames() {
    Map<Integer, String> names = new HashMap<>();
    types.forEach((name, type) -> names.merge(type, name, (a, b) -> a.compareTo(b) < 0 ? a : b));
    return Map.copyOf(names);
  }

  /// A copy with a constant that the target's memory told.
  public Layout discovered(String name, int value) {
    Map<String, Constant> more = new HashMap<>(constants);
    more.put(name, new Constant(value, Learnt.DISCOVERED));
    return new Layout(title, more, problems);
  }

  /// How many constants were learnt in each way, in words.
  public String origins() {
    Map<Learnt, Long> counts = new java.util.EnumMap<>(Learnt.class);
    constants.values().forEach(c -> counts.merge(c.learnt(), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + words(e.getKey()))
        .collect(java.util.stream.Collectors.joining(", "));
  }

  private static String words(Learnt learnt) {
    return switch (learnt) {
      case METADATA -> "from the binary's v8dbg_ symbols";
      case DERIVED -> "derived from those";
      case DISCOVERED -> "discovered in memory";
      case TABLE -> "from the table of this version";
      case NEAREST -> "from the table of the nearest known version";
    };
  }
}
