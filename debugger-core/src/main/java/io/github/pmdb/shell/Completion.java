package io.github.pmdb.shell;

import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Parameter;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What can follow what has been typed: our commands and their parameters from the declarations,
/// everything else from the engine.
final class Completion {
  /// More would not fit on a screen.
  private static final int MOST = 500;

  private static final String IF = "if";

  /// @param value replaces the word that is being typed
  /// @param description one line, may be empty
  /// @param open whether the word may go on (a directory), so that no blank follows it
  record Proposal(String value, String description, boolean open) {}

  private final Commands commands;
  private final Session session;

  Completion(Commands commands, Session session) {
    this.commands = commands;
    this.session = session;
  }

  /// @param line up to the cursor
  List<Proposal> of(String line) {
    int wordStart = wordStart(line);
    String word = line.substring(wordStart);
    List<Proposal> found = new ArrayList<>();
    String name = Dispatcher.name(line);
    Optional<Command<?>> command = commands.find(name);
    boolean typingName = line.stripLeading().equals(word);
    if (typingName) {
      names(word, found);
      engine(line, wordStart, found);
    } else if (command.isEmpty() && secondWords(line.stripLeading(), word, found)) {
      engine(line, wordStart, found);
    } else if (command.isPresent()) {
      parameters(command.get().spec(), line, word, found);
      if (command.get().spec().name().equals("help")) {
        engine(line, wordStart, found);
      }
    } else {
      engine(line, wordStart, found);
    }
    return found.stream().distinct().limit(MOST).toList();
  }

  private static int wordStart(String line) {
    int start = line.length();
    while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private void names(String word, List<Proposal> found) {
    for (CommandSpec spec : commands.specs()) {
      String first = firstWord(spec.name());
      if (first.startsWith(word)) {
        found.add(new Proposal(first, spec.summary(), false));
      }
    }
  }

  /// Of commands with two words, such as `info traces`.
  private boolean secondWords(String typed, String word, List<Proposal> found) {
    for (CommandSpec spec : commands.specs()) {
      if (spec.name().startsWith(typed)) {
        String rest = spec.name().substring(typed.length() - word.length());
        found.add(new Proposal(rest, spec.summary(), false));
      }
    }
    return !found.isEmpty();
  }

  private static String firstWord(String name) {
    int blank = name.indexOf(' ');
    return blank < 0 ? name : name.substring(0, blank);
  }

  private void engine(String line, int wordStart, List<Proposal> found) {
    Optional<Engine> engine = session.target().startedEngine().filter(Engine::alive);
    if (engine.isEmpty()) {
      return;
    }
    try {
      for (String whole : engine.get().complete(line)) {
        if (whole.length() > wordStart && whole.startsWith(line.substring(0, wordStart))) {
          String value = whole.substring(wordStart);
          if (found.stream().noneMatch(p -> p.value().equals(value))) {
            found.add(new Proposal(value, "", false));
          }
        }
      }
    } catch (UserError _) {
      // An engine that does not answer has no proposals; the next line tells why.
      return;
    }
  }

  private void parameters(CommandSpec spec, String line, String word, List<Proposal> found) {
    for (Parameter parameter : spec.parameters()) {
      if (parameter.isFlag()) {
        if (parameter.name().startsWith(word)) {
          found.add(new Proposal(parameter.name(), parameter.help(), false));
        }
      } else {
        values(parameter, line, word).stream()
            .filter(p -> p.value().startsWith(word))
            .forEach(found::add);
      }
    }
    if (word.startsWith("-") && "--json".startsWith(word)) {
      found.add(new Proposal("--json", "the value as JSON", false));
    }
  }

  private List<Proposal> values(Parameter parameter, String line, String word) {
    return switch (parameter.kind()) {
      case THREAD ->
          session.target().snapshot().threads().stream()
              .map(t -> new Proposal(Long.toString(t.tid()), t.name(), false))
              .toList();
      case COMMAND ->
          commands.specs().stream().map(s -> new Proposal(s.name(), s.summary(), false)).toList();
      case PYTHON_EXPRESSION -> pythonExpressions(word);
      case PYTHON_PLACE -> pythonPlace(line, word);
      case FILE -> files(word, false);
      case DIRECTORY -> files(word, true);
      case FLAG, INTEGER, WORD, REST -> List.of();
    };
  }

  private List<Proposal> pythonExpressions(String word) {
    try {
      for (Inspector inspector : session.target().interpreters().inspectors()) {
        Optional<ScriptFrame> frame = frame(inspector);
        if (frame.isPresent()) {
          return inspector.completions(frame.get(), word).stream()
              .map(expression -> new Proposal(expression, "", true))
              .toList();
        }
      }
    } catch (MemoryFault | UserError _) {
      // What cannot be read or has no value has no proposals; the command tells why.
      return List.of();
    }
    return List.of();
  }

  /// A line or a function, then `if` and a condition.
  private List<Proposal> pythonPlace(String line, String word) {
    String typed = line.substring(0, line.length() - word.length()).strip();
    List<String> words =
        Stream.of(typed.split("\\s+")).skip(1).filter(w -> !w.startsWith("--")).toList();
    if (words.contains(IF)) {
      return pythonExpressions(word);
    }
    return words.isEmpty() ? places(word) : List.of(new Proposal(IF, "a condition", false));
  }

  private List<Proposal> places(String word) {
    try {
      return session.target().interpreters().inspectors().stream()
          .flatMap(i -> i instanceof SourceInspector s ? s.places(word).stream() : Stream.of())
          .map(place -> new Proposal(place, "", place.endsWith(":")))
          .toList();
    } catch (MemoryFault | UserError _) {
      return List.of(); // as above
    }
  }

  private Optional<ScriptFrame> frame(Inspector inspector) {
    long tid = session.selectedThread();
    return session
        .selectedScriptFrame()
        .map(Session.SelectedScriptFrame::frame)
        .or(() ->
            inspector.threads().stream()
                .filter(t -> t.tid().isPresent() && t.tid().getAsLong() == tid)
                .flatMap(t -> inspector.stack(t, new Limits(1, 1, 1, 64)).frames().stream())
                .findFirst());
  }

  private static List<Proposal> files(String word, boolean directoriesOnly) {
    int slash = word.lastIndexOf('/') + 1;
    String typed = word.substring(0, slash);
    List<Proposal> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(typed))) {
      for (Path entry : entries) {
        boolean directory = Files.isDirectory(entry);
        if (found.size() < MOST && (directory || !directoriesOnly)) {
          String value = typed + entry.getFileName() + (directory ? "/" : "");
          found.add(new Proposal(value, "", directory));
        }
      }
    } catch (IOException | InvalidPathException _) {
      // A directory that cannot be listed has no proposals.
      return List.of();
    }
    return found;
  }
}
