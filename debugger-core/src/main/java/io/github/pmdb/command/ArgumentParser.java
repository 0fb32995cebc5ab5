package io.github.pmdb.command;

import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Parameter;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Matches the words after a command's name with its declared parameters.
final class ArgumentParser {
  private final CommandSpec spec;
  private final Map<String, String> flags = new LinkedHashMap<>();
  private final List<String> positional = new ArrayList<>();
  private final List<Parameter> expected;
  private boolean flagsEnded;

  private ArgumentParser(CommandSpec spec) {
    this.spec = spec;
    this.expected = spec.parameters().stream().filter(p -> !p.isFlag()).toList();
  }

  /// @param tail what was typed after the name
  /// @throws UserError with the usage line as its hint
  static Arguments parse(CommandSpec spec, String tail) {
    ArgumentParser parser = new ArgumentParser(spec);
    parser.read(tail);
    parser.checkRequired();
    return new Arguments(Map.copyOf(parser.flags), List.copyOf(parser.positional));
  }

  private void read(String tail) {
    // The rest of a line is taken as typed, so its quotes need not be closed.
    if (takesRest() && !tail.strip().startsWith("-")) {
      if (!tail.isBlank()) {
        positional.add(tail.strip());
      }
      return;
    }
    Iterator<Words.Word> words = Words.of(tail).iterator();
    while (words.hasNext()) {
      Words.Word word = words.next();
      if (isFlag(word.text())) {
        flag(word.text(), words);
      } else if (takesRest()) {
        positional.add(tail.substring(word.start()).strip());
        return;
      } else {
        positional(word.text());
      }
    }
  }

  private boolean takesRest() {
    if (expected.size() != 1) {
      return false;
    }
    Kind kind = expected.getFirst().kind();
    return kind == Kind.REST || kind == Kind.PYTHON_EXPRESSION || kind == Kind.PYTHON_PLACE;
  }

  private boolean isFlag(String word) {
    return !flagsEnded && word.length() > 1 && word.startsWith("-") && !isNumber(word);
  }

  private static boolean isNumber(String word) {
    return word.matches("[-+]?[0-9]{1,9}");
  }

  private void flag(String word, Iterator<Words.Word> words) {
    if (word.equals("--")) {
      flagsEnded = true;
      return;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Parameter parameter =
        spec.parameters().stream()
            .filter(p -> p.isFlag() && p.name().equals(name))
            .findFirst()
            .orElseThrow(() -> usage("%s knows no %s".formatted(spec.name(), name)));
    String value = "";
    if (parameter.takesValue()) {
      if (equals < 0 && !words.hasNext()) {
        throw usage("%s wants a value".formatted(name));
      }
      value = equals < 0 ? words.next().text() : word.substring(equals + 1);
      check(parameter, value);
    } else if (equals >= 0) {
      throw usage("%s takes no value".formatted(name));
    }
    flags.put(name, value);
  }

  private void positional(String word) {
    if (positional.size() >= expected.size()) {
      throw usage("%s does not take `%s`".formatted(spec.name(), word));
    }
    check(expected.get(positional.size()), word);
    positional.add(word);
  }

  private void check(Parameter parameter, String value) {
    if (parameter.kind() == Kind.INTEGER && !isNumber(value)) {
      throw usage("%s is to be a number, not `%s`".formatted(parameter.name(), value));
    }
  }

  private void checkRequired() {
    for (int i = positional.size(); i < expected.size(); i++) {
      if (expected.get(i).required()) {
        throw usage("%s wants %s".formatted(spec.name(), expected.get(i).name()));
      }
    }
  }

  private UserError usage(String message) {
    return new UserError(message, "usage: " + spec.usage());
  }
}
