package io.github.pmdb.app.request;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/// What `--help` and `--version` print.
public final class Usage {
  private static final int WIDTH = 100;

  /// Where descriptions begin.
  private static final int COLUMN = 23;

  private static final String INTRODUCTION =
      """
      Usage: pmdb [OPTIONS] core FILE [PROGRAM] | attach PID | run [--] PROGRAM [ARGUMENTS]
             pmdb [OPTIONS] bt [--python] [--locals] [--stop] PID|CORE
             pmdb [OPTIONS] trace -p PID [--for TIME] [--max N] SPEC
             pmdb [OPTIONS] trace-count|trace-latency [-p PID] [-e FILE] [--for TIME] FUNCTION
             pmdb [OPTIONS] cores [DIR] | doctor | demo
             pmdb [OPTIONS] FILE|PID

      A post-mortem and live debugger for programs that mix native code, Python and JavaScript.

      """;

  private static final String EXIT_CODES =
      """

      Exit codes:
        0    the session ended, or the command did what it was asked for
        1    something failed; the message tells what
        2    the command line is wrong
        10   with --batch or bt: a signal killed the process
        11   ... the core was written on demand, nothing killed the process
        12   ... threads wait for each other in a circle
        13   ... every thread waits for something
        14   ... the process is stopped
        15   ... at least one thread runs
        16   ... the process has ended, its parent has not asked for the status yet
        17   ... the core is too damaged to tell
      """;

  private Usage() {}

  /// The version is the one that the build wrote into the jar's manifest.
  public static void printVersion(PrintStream out) {
    String version = Usage.class.getPackage().getImplementationVersion();
    out.println("pmdb " + (version == null ? "(not packaged)" : version));
  }

  public static void print(Subcommand command, PrintStream out) {
    if (command.equals(Subcommand.GUESS)) {
      out.print(INTRODUCTION);
      for (Subcommand each : Subcommand.ALL) {
        out.printf("  %-31s%s%n", each.name() + " " + each.parameters(), first(each));
      }
      out.println();
      options(CommonOptions.all(), out);
      out.print(EXIT_CODES);
      return;
    }
    out.printf("Usage: %s [OPTIONS] %s%n%n", command.fullName(), command.parameters());
    wrapped(command.description(), WIDTH).forEach(out::println);
    out.println();
    Options options = new Options();
    command.options().forEach(options::addOption);
    CommonOptions.all().getOptions().forEach(options::addOption);
    options(options, out);
  }

  /// The first sentence.
  private static String first(Subcommand command) {
    return command.description().split("(?<=\\.) ", 2)[0];
  }

  private static void options(Options options, PrintStream out) {
    for (Option option : options.getOptions()) {
      String name =
          option.getOpt() == null
              ? "--" + option.getLongOpt()
              : "-" + option.getOpt() + (option.hasLongOpt() ? ", --" + option.getLongOpt() : "");
      String argument = option.hasArg() ? " " + option.getArgName() : "";
      List<String> lines = wrapped(option.getDescription(), WIDTH - COLUMN);
      out.printf("  %-" + (COLUMN - 2) + "s%s%n", name + argument, lines.getFirst());
      lines.stream().skip(1).forEach(line -> out.println(" ".repeat(COLUMN) + line));
    }
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
