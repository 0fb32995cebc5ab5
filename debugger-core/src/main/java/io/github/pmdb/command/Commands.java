package io.github.pmdb.command;

import io.github.pmdb.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All commands of pmdb, in the order in which help shows them.
public final class Commands {
  /// How names begin that no native debugger has: these can be abbreviated.
  private static final List<String> OURS_ALONE = List.of("py-", "trace-");

  private final List<Command<?>> all;
  private final Map<String, Command<?>> byName = new LinkedHashMap<>();

  /// @throws IllegalArgumentException when two commands claim one name
  public Commands(List<Command<?>> all) {
    this.all = List.copyOf(all);
    for (Command<?> command : all) {
      add(command.spec().name(), command);
      command.spec().aliases().forEach(alias -> add(alias, command));
    }
  }

  private void add(String name, Command<?> command) {
    if (byName.putIfAbsent(name, command) != null) {
      throw new IllegalArgumentException("two commands are named " + name);
    }
  }

  public List<CommandSpec> specs() {
    return all.stream().<CommandSpec>map(Command::spec).toList();
  }

  /// By name or alias.
  public Optional<Command<?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// What a typed name may be short for: none unless it begins as those of ours alone do, several
  /// where it is ambiguous.
  public List<Command<?>> abbreviated(String typed) {
    return OURS_ALONE.stream().noneMatch(typed::startsWith)
        ? List.of()
        : all.stream().filter(command -> command.spec().name().startsWith(typed)).toList();
  }

  /// Names and aliases.
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /// Names that a mistyped one may have meant, nearest first, at most three.
  public List<String> nearest(String typed) {
    return Nearest.of(typed, byName.keySet());
  }

  /// Those of which a name begins with a word of its own, as `v8` in `v8 bt`.
  public List<CommandSpec> family(String word) {
    List<CommandSpec> specs = new ArrayList<>(specs());
    specs.removeIf(
        spec -> spec.aliases().stream().noneMatch(alias -> alias.startsWith(word + " ")));
    return specs;
  }

  /// The commands of a group.
  public List<CommandSpec> in(CommandSpec.Group group) {
    List<CommandSpec> specs = new ArrayList<>(specs());
    specs.removeIf(spec -> spec.group() != group);
    return specs;
  }
}
