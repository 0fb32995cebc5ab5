package io.github.pmdb.command;

import java.util.List;
import java.util.Set;

/// What a command is, for dispatch, help, completion and the manual.
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

  public enum Group {
    TARGET("Target"),
    STACKS("Stacks"),
    PYTHON("Python"),
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
    STOPPED
  }

  /// @param name `N` for a positional one, `--all` or `-a` for a flag
  /// @param kind how it is parsed and completed
  public record Parameter(String name, Kind kind, boolean required, String help) {}

  public enum Kind {
    FLAG,
    INTEGER,
    WORD,
    FILE,
    DIRECTORY,
    THREAD,
    /// The rest of the line, as typed.
    REST,
    PYTHON_NAME,
    COMMAND
  }

  /// @param line what is typed
  /// @param shows what it does, one line
  public record Example(String line, String shows) {}
}
