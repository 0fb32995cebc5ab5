package io.github.pmdb.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a command is, for dispatch, help, completion and the manual. Built by [#of] and the methods
/// that return a copy with one thing more.
///
/// @param name as typed: `py-bt`
/// @param summary one line without a full stop
/// @param description a paragraph or more for `help NAME`
/// @param needs what must be there for it to run
public record CommandSpec(
    String name,
    List<String> aliases,
    Group group,
    String summary,
    String description,
    List<Parameter> parameters,
    List<Example> examples,
    Set<Need> needs) {

  /// A command without parameters, examples and needs.
  ///
  /// @param description lines are joined: a paragraph ends at an empty line
  public static CommandSpec of(String name, Group group, String summary, String description) {
    return new CommandSpec(
        name, List.of(), group, summary, description.strip(), List.of(), List.of(), Set.of());
  }

  public CommandSpec alias(String alias) {
    return new CommandSpec(
        name, with(aliases, alias), group, summary, description, parameters, examples, needs);
  }

  /// An optional parameter.
  public CommandSpec optional(String parameter, Kind kind, String help) {
    return parameter(new Parameter(parameter, kind, false, help));
  }

  /// A parameter that must be given.
  public CommandSpec required(String parameter, Kind kind, String help) {
    return parameter(new Parameter(parameter, kind, true, help));
  }

  private CommandSpec parameter(Parameter parameter) {
    return new CommandSpec(
        name, aliases, group, summary, description, with(parameters, parameter), examples, needs);
  }

  public CommandSpec example(String line, String shows) {
    return new CommandSpec(
        name,
        aliases,
        group,
        summary,
        description,
        parameters,
        with(examples, new Example(line, shows)),
        needs);
  }

  public CommandSpec needs(Need need) {
    Set<Need> more = new LinkedHashSet<>(needs);
    more.add(need);
    return new CommandSpec(
        name, aliases, group, summary, description, parameters, examples, Set.copyOf(more));
  }

  private static <T> List<T> with(List<T> list, T item) {
    List<T> longer = new ArrayList<>(list);
    longer.add(item);
    return List.copyOf(longer);
  }

  /// The command with its parameters, as a usage line shows it: `py-list [--all] [START]`.
  public String usage() {
    StringBuilder usage = new StringBuilder(name);
    for (Parameter parameter : parameters) {
      usage.append(' ').append(parameter.usage());
    }
    return usage.toString();
  }

  public enum Group {
    TARGET("Target"),
    STACKS("Stacks"),
    PYTHON("Python"),
    JAVASCRIPT("JavaScript"),
    TRACING("Tracing"),
    MACHINE("Machine"),
    SHELL("Shell");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  public enum Need {
    TARGET,
    ENGINE,
    PYTHON,
    NODE,
    STOPPED,
    /// That a process which runs JavaScript is read as it stood at one moment, if it can be
    /// stopped; the command may be run several times for that.
    STILL,
    /// That a process which runs JavaScript is copied, if it can be: for what takes longer.
    COPY
  }

  /// @param name `N` for a positional one, `--all` for a flag
  /// @param kind how it is parsed and completed; a flag of another kind than [Kind#FLAG] takes a
  ///   value
  public record Parameter(String name, Kind kind, boolean required, String help) {
    public boolean isFlag() {
      return name.startsWith("-");
    }

    boolean takesValue() {
      return isFlag() && kind != Kind.FLAG;
    }

    String usage() {
      String shown = takesValue() ? name + " " + kind.name() : name;
      return required ? shown : "[" + shown + "]";
    }
  }

  public enum Kind {
    FLAG,
    INTEGER,
    WORD,
    FILE,
    DIRECTORY,
    THREAD,
    /// The rest of the line, as typed.
    REST,
    /// The rest of the line, as typed: a name of the selected Python frame and what is looked up in
    /// its value.
    PYTHON_EXPRESSION,
    /// The rest of the line, as typed: a line or a function of Python, and `if` a condition.
    PYTHON_PLACE,
    COMMAND
  }

  /// @param line what is typed
  /// @param shows what it does, one line
  public record Example(String line, String shows) {}
}
