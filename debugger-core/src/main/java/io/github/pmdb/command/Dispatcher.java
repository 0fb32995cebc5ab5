package io.github.pmdb.command;

import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.Target;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs typed lines: finds the command, parses its arguments, checks what it needs.
///
/// Every command takes `--json` as its first or last word.
public final class Dispatcher {
  /// As in llnode: `v8 findjsobjects`, `v8 source list`; and as in gdb: `info traces`.
  private static final Set<String> PREFIXES =
      Set.of("v8", "v8 source", "info", "delete", "enable", "disable");

  private static final Pattern JSON = Pattern.compile("^\\s*--json(?=\\s|$)|(?<=\\s)--json\\s*$");

  private final Commands commands;

  public Dispatcher(Commands commands) {
    this.commands = commands;
  }

  public Commands commands() {
    return commands;
  }

  /// Whether the line is one of ours; all others are the engine's.
  ///
  /// @param engine whether there can be one, to which a command leaves what the engine does better
  public boolean owns(String line, boolean engine) {
    List<Command<?>> meant = commandsFor(name(line));
    return meant.size() > 1
        || meant.stream().anyMatch(each -> !engine || each.accepts(name(line), tail(line)));
  }

  /// The command of that name, else those that it is short for.
  private List<Command<?>> commandsFor(String name) {
    return commands.find(name).<List<Command<?>>>map(List::of).orElse(commands.abbreviated(name));
  }

  private Command<?> command(String name) {
    List<Command<?>> meant = commandsFor(name);
    if (meant.size() > 1) {
      String all =
          meant.stream().map(each -> each.spec().name()).sorted().collect(Collectors.joining(", "));
      throw new UserError("`%s` is ambiguous: %s".formatted(name, all), "type more of the name");
    }
    return meant.stream().findFirst().orElseThrow(() -> unknown(name));
  }

  /// @throws UserError when the command is not known, is called wrongly or fails
  public Answer run(Session session, String line) {
    Command<?> command = command(name(line));
    Matcher json = JSON.matcher(tail(line));
    boolean asJson = json.find();
    Arguments arguments =
        ArgumentParser.parse(command.spec(), asJson ? json.replaceFirst("") : tail(line));
    checkNeeds(command.spec(), session);
    return run(command, session, arguments, asJson);
  }

  private static <T> Answer run(
      Command<T> command, Session session, Arguments arguments, boolean asJson) {
    try {
      Target.Held<T> held = held(command, session, arguments);
      T value = Objects.requireNonNull(held.value());
      List<Problem> notes = new ArrayList<>(session.takeNotes());
      held.remark().ifPresent(notes::add);
      if (!held.pause().isZero()) {
        notes.add(
            new Problem("the process stood still for %d ms".formatted(held.pause().toMillis())));
      }
      return new Answer(
          command.spec().name(),
          value,
          Notes.append(command.text(session, value), notes),
          asJson,
          command.failed(value),
          command.then(value),
          held.pause());
    } catch (MemoryFault e) {
      throw new UserError(
          command.spec().name() + ": " + e.getMessage(),
          "`verdict` tells which memory is missing",
          e);
    } catch (OutOfMemoryError e) {
      // What took it is garbage by now: the session goes on.
      throw new UserError(
          "%s needs more memory than the %d MiB that pmdb may use"
              .formatted(command.spec().name(), Runtime.getRuntime().maxMemory() >> 20),
          "more is given by PMDB_JAVA_OPTS=-Xmx4g",
          e);
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new UserError(
          "%s failed: %s".formatted(command.spec().name(), e),
          "that is a mistake of pmdb's own; --verbose shows where",
          e);
    }
  }

  private static <T> Target.Held<T> held(Command<T> command, Session session, Arguments arguments) {
    Set<Need> needs = command.needs(arguments);
    if (needs.contains(Need.COPY)) {
      return session
          .target()
          .copied(() -> command.run(session, arguments), session::progress, Cancellation::check);
    }
    return needs.contains(Need.STILL)
        ? session.target().still(() -> command.run(session, arguments))
        : Target.Held.running(command.run(session, arguments));
  }

  /// What to say about a line that nobody understands. It may be one of gdb's, which is not there.
  public UserError unknown(String name) {
    if (!commands.family(name).isEmpty()) {
      return new UserError(
          "`%s` is the first word of several commands".formatted(name),
          "`help %s` lists them".formatted(name));
    }
    // What is as short as gdb's own abbreviations is rather one of them than a mistyped name.
    List<String> nearest = name.length() > 2 ? commands.nearest(name) : List.of();
    return new UserError(
        "`%s` is not a command of pmdb".formatted(name),
        nearest.isEmpty()
            ? "`help` lists the commands; those of gdb need a start without --no-gdb"
            : "did you mean %s?".formatted(String.join(" or ", nearest)));
  }

  /// What a line that the engine did not understand may have meant, in words; else empty. What
  /// begins like one of ours is left to the engine, which has most of them too and takes them
  /// abbreviated.
  public String meant(String line) {
    String name = name(line);
    List<String> near = name.contains("-") ? commands.nearest(name) : List.of();
    return near.isEmpty() || near.stream().anyMatch(each -> each.startsWith(name))
        ? ""
        : "did you mean %s?".formatted(String.join(" or ", near));
  }

  private static void checkNeeds(CommandSpec spec, Session session) {
    if (spec.needs().contains(Need.TARGET)) {
      var _ = session.target();
    }
    if (spec.needs().contains(Need.ENGINE) || spec.needs().contains(Need.STOPPED)) {
      Optional<Engine> engine = session.target().engine();
      if (engine.isEmpty() && spec.needs().contains(Need.ENGINE)) {
        throw new UserError(
            "%s needs gdb, which is not used here".formatted(spec.name()),
            "start pmdb without --no-gdb");
      }
      if (engine.isPresent() && !engine.get().stopped() && spec.needs().contains(Need.STOPPED)) {
        throw new UserError(
            "%s needs a target that stands still; this one runs".formatted(spec.name()),
            "press Ctrl-C to stop it");
      }
    }
  }

  /// The first word of a line; of a line that begins with words that other debuggers put before
  /// their commands, one more.
  public static String name(String line) {
    String words = "";
    String rest = line.strip();
    do {
      String word = word(rest);
      rest = rest.substring(word.length()).strip();
      words = words.isEmpty() ? word : words + " " + word;
    } while (PREFIXES.contains(words) && !rest.isEmpty());
    return words;
  }

  private static String word(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  private static String tail(String line) {
    String rest = line.strip();
    for (String word : name(line).split(" ", -1)) {
      rest = rest.stripLeading().substring(word.length());
    }
    return rest;
  }
}
