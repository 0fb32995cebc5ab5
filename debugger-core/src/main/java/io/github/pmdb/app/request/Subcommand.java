package io.github.pmdb.app.request;

import io.github.pmdb.app.request.Request.What;
import io.github.pmdb.command.AllFrames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;

/// A word of the command line that tells what to do, with what may follow it.
///
/// @param name empty for the line without such a word
/// @param parameters as help shows them
/// @param least how many parameters it needs
/// @param most how many it takes
/// @param options its own, besides those of all
/// @param what makes the request of a parsed line
public record Subcommand(
    String name,
    String parameters,
    int least,
    int most,
    String description,
    List<Option> options,
    Making what) {

  public interface Making {
    What of(CommandLine line) throws ParseException;
  }

  private static final String PYTHON = "python";
  private static final String LOCALS = "locals";
  private static final String STOP = "stop";
  private static final String ALL_FRAMES = AllFrames.FLAG.substring(2);
  private static final String LIMIT = "limit";
  static final String TOP = "top";
  private static final String SECONDS = "seconds";
  private static final String SHAPES = "shapes";
  private static final String SORT = "sort";
  private static final String MIN = "min";
  private static final String OWNED = "owned";
  private static final String LIVE = "live";

  public static final Subcommand GUESS =
      new Subcommand(
          "",
          "FILE|PID [PROGRAM]",
          1,
          2,
          "Open a core, attach to a process, or start a program.",
          List.of(),
          line -> new Request.Guess(line.getArgs()[0], path(line, 1)));

  static final Subcommand RUN =
      new Subcommand(
          "run",
          "[--] PROGRAM [ARGUMENTS]",
          1,
          Integer.MAX_VALUE,
          "Start a program under the debugger.",
          List.of(),
          line -> new Request.RunProgram(line.getArgList()));

  static final List<Subcommand> ALL =
      List.of(
          new Subcommand(
              "core",
              "FILE [PROGRAM]",
              1,
              2,
              "Open a core file, also compressed (zst, lz4, xz, gz). PROGRAM is the program, where"
                  + " pmdb cannot find it by itself.",
              List.of(),
              Subcommand::core),
          new Subcommand(
              "attach",
              "PID",
              1,
              1,
              "Attach to a process. It stands still until it is continued or left.",
              List.of(),
              line -> new Request.Attach(pid(line.getArgs()[0]))),
          RUN,
          new Subcommand(
              "bt",
              "PID|CORE",
              1,
              1,
              "Print the stacks of every thread, without gdb. They are those of Python where there"
                  + " is Python, else native ones, with JavaScript among them. A process runs on"
                  + " meanwhile unless --stop is given or it runs JavaScript.",
              List.of(
                  CommonOptions.flag(PYTHON, "Python stacks only; fail where there is no Python"),
                  CommonOptions.flag(LOCALS, "with the variables of each Python frame"),
                  CommonOptions.flag(
                      STOP, "stop the process for a consistent view, and tell for how long"),
                  CommonOptions.flag(ALL_FRAMES, AllFrames.HELP)),
              line ->
                  new Request.Backtrace(
                      line.getArgs()[0],
                      line.hasOption(PYTHON),
                      line.hasOption(LOCALS),
                      line.hasOption(STOP),
                      line.hasOption(ALL_FRAMES))),
          new Subcommand(
              "heap",
              "PID|CORE",
              1,
              1,
              "Count the objects on the heap of a Node.js by constructor, without gdb. A process"
                  + " stands still only while its memory is copied, and for how long is told.",
              List.of(
                  CommonOptions.value(TOP, "N", "print the N with most instances, 30 if not given"),
                  CommonOptions.value(SORT, "BY", "by count, size, outside or name"),
                  CommonOptions.value(MIN, "N", "only those with at least N instances"),
                  shapes("by shape: with the names of properties, and one object of each"),
                  CommonOptions.flag(OWNED, "with what belongs to the objects")),
              Subcommand::heap),
          new Subcommand(
              "heapdiff",
              "BEFORE AFTER",
              2,
              2,
              "Tell what grew on the heap of a Node.js between two cores, processes or .heapsnapshot"
                  + " files, without gdb. The same process twice is read twice.",
              List.of(
                  CommonOptions.value(TOP, "N", "print the N that grew most, 20 if not given"),
                  CommonOptions.value(
                      SECONDS, "N", "wait so long between two moments of a process, 10"),
                  shapes("by shape: with the names of properties"),
                  CommonOptions.flag(LIVE, "without garbage; takes longer"),
                  CommonOptions.value(SORT, "BY", "by size or count")),
              Subcommand::heapDiff),
          TraceLines.COUNT,
          TraceLines.LATENCY,
          TraceLines.TRACE,
          TraceLines.RETURN,
          TraceLines.STACKS,
          TraceLines.TREE,
          new Subcommand(
              "cores",
              "[DIR]",
              0,
              1,
              "List core files, newest first.",
              List.of(CommonOptions.value(LIMIT, "N", "list at most so many")),
              Subcommand::cores),
          new Subcommand(
              "doctor",
              "",
              0,
              0,
              "Check this machine and print what mends it.",
              List.of(),
              _ -> new Request.Alone("doctor")),
          new Subcommand(
              "demo",
              "",
              0,
              0,
              "Make a crash and a hang, and walk through them.",
              List.of(),
              _ -> new Request.Demo()));

  public static Optional<Subcommand> named(String word) {
    return ALL.stream().filter(command -> command.name().equals(word)).findFirst();
  }

  /// Whether what follows the first parameter is not ours, whatever it looks like.
  public boolean verbatim() {
    return name.equals("run");
  }

  /// `pmdb core`, or `pmdb` alone.
  public String fullName() {
    return name.isEmpty() ? "pmdb" : "pmdb " + name;
  }

  private static What core(CommandLine line) throws ParseException {
    return new Request.Core(CommonOptions.path(line.getArgs()[0]), path(line, 1));
  }

  private static Optional<Path> path(CommandLine line, int index) throws ParseException {
    Optional<String> text = optional(line, index);
    return text.isPresent() ? Optional.of(CommonOptions.path(text.get())) : Optional.empty();
  }

  private static What heap(CommandLine line) throws ParseException {
    long top = number(line.getOptionValue(TOP, "30"), "--top");
    StringBuilder words = new StringBuilder("findjsobjects --top " + top);
    if (line.hasOption(MIN)) {
      words.append(" --min ").append(number(line.getOptionValue(MIN), "--" + MIN));
    }
    words
        .append(sorted(line))
        .append(flag(line, OWNED))
        .append(line.hasOption(SHAPES) ? " -d" : "");
    return new Request.Heap(line.getArgs()[0], words.toString());
  }

  /// As the commands of the shell have it, too.
  private static Option shapes(String what) {
    return Option.builder("d").longOpt(SHAPES).desc(what).get();
  }

  private static String sorted(CommandLine line) {
    return line.hasOption(SORT) ? " --sort " + quoted(line.getOptionValue(SORT)) : "";
  }

  private static String flag(CommandLine line, String option) {
    return line.hasOption(option) ? " --" + option : "";
  }

  private static What heapDiff(CommandLine line) throws ParseException {
    StringBuilder words = new StringBuilder("heapdiff");
    for (String option : List.of(TOP, SECONDS)) {
      if (line.hasOption(option)) {
        long number = number(line.getOptionValue(option), "--" + option);
        words.append(" --").append(option).append(' ').append(number);
      }
    }
    words.append(sorted(line)).append(flag(line, LIVE));
    words.append(line.hasOption(SHAPES) ? " -d --" : " --");
    line.getArgList().forEach(name -> words.append(' ').append(quoted(name)));
    return new Request.Alone(words.toString());
  }

  private static What cores(CommandLine line) throws ParseException {
    StringBuilder words = new StringBuilder("cores");
    if (line.hasOption(LIMIT)) {
      words.append(" --limit ").append(number(line.getOptionValue(LIMIT), "--limit"));
    }
    optional(line, 0).ifPresent(directory -> words.append(" -- ").append(quoted(directory)));
    return new Request.Alone(words.toString());
  }

  private static Optional<String> optional(CommandLine line, int index) {
    return line.getArgList().stream().skip(index).findFirst();
  }

  static long pid(String text) throws ParseException {
    return number(text, "a process id");
  }

  static long number(String text, String what) throws ParseException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new ParseException("%s is a number, not %s".formatted(what, text));
    }
  }

  /// As a word of our shell.
  static String quoted(String word) {
    return "'" + word.replace("'", "'\"'\"'") + "'";
  }
}
