package io.github.pmdb.app;

import io.github.pmdb.app.request.CommonOptions;
import io.github.pmdb.app.request.Request;
import io.github.pmdb.app.request.Request.Settings;
import io.github.pmdb.app.request.Subcommand;
import io.github.pmdb.app.request.Usage;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/// The command line: options, a subcommand, its options and parameters.
final class Syntax {
  private static final int WRONG = 2;

  private final Streams streams;
  private Subcommand command = Subcommand.GUESS;
  private List<CommandLine> lines = List.of();

  private Syntax(Streams streams) {
    this.streams = streams;
  }

  /// Parses the arguments and gives the request to `action`.
  ///
  /// @return the exit code of the action, 0 after `--help`, 2 when the arguments are wrong
  static int execute(String[] arguments, Streams streams, ToIntFunction<Request> action) {
    return new Syntax(streams).execute(arguments, action);
  }

  private int execute(String[] arguments, ToIntFunction<Request> action) {
    try {
      parse(arguments);
      if (has(CommonOptions.HELP)) {
        Usage.print(command, streams.out());
        return 0;
      }
      if (has(CommonOptions.VERSION)) {
        Usage.printVersion(streams.out());
        return 0;
      }
      Request request = request();
      return act(request, action);
    } catch (ParseException e) {
      new Printer(streams, settings())
          .error(
              new UserError(
                  String.valueOf(e.getMessage()),
                  "`%s --help` tells how".formatted(command.fullName()),
                  e));
      return WRONG;
    }
  }

  private int act(Request request, ToIntFunction<Request> action) {
    try {
      return action.applyAsInt(request);
    } catch (RuntimeException e) {
      new Printer(streams, request.settings())
          .error(
              new UserError(
                  "pmdb itself failed: " + e, "--verbose shows where; please report it", e));
      return Application.FAILED;
    }
  }

  /// Options up to the subcommand, then the rest with the subcommand's own.
  private void parse(String[] arguments) throws ParseException {
    CommandLine before = parser().parse(CommonOptions.all(), arguments, null, true);
    lines = List.of(before);
    List<String> rest = before.getArgList();
    boolean named = !rest.isEmpty() && Subcommand.named(rest.getFirst()).isPresent();
    command = named ? Subcommand.named(rest.getFirst()).orElseThrow() : Subcommand.GUESS;
    String[] words = rest.subList(named ? 1 : 0, rest.size()).toArray(String[]::new);
    Options options = CommonOptions.all();
    command.options().forEach(options::addOption);
    lines = List.of(before, parser().parse(options, words, null, command.verbatim()));
  }

  private static DefaultParser parser() {
    // Quotes that reach us belong to the argument: the user's shell has taken its own away.
    return DefaultParser.builder()
        .setAllowPartialMatching(true)
        .setStripLeadingAndTrailingQuotes(false)
        .get();
  }

  private boolean has(String option) {
    return lines.stream().anyMatch(line -> line.hasOption(option));
  }

  private Request request() throws ParseException {
    CommandLine line = lines.getLast();
    int given = line.getArgList().size();
    if (given < command.least()) {
      throw new ParseException(
          command.name().isEmpty()
              ? "what is to be opened?"
              : "%s needs %s".formatted(command.fullName(), command.parameters()));
    }
    if (given > command.most()) {
      throw new ParseException(
          "%s is too much: %s takes %s"
              .formatted(
                  line.getArgList().get(command.most()),
                  command.fullName(),
                  command.parameters().isEmpty() ? "no parameters" : command.parameters()));
    }
    return new Request(command.what().of(line), CommonOptions.settings(lines));
  }

  /// What is known of the settings when the command line is wrong.
  private Settings settings() {
    try {
      return CommonOptions.settings(lines);
    } catch (ParseException _) {
      return Settings.PLAIN;
    }
  }
}
