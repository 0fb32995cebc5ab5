package io.github.pmdb.app.request;

import io.github.pmdb.app.request.Request.What;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.trace.TimeText;
import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final String TOP = "top";
  private static final String SECONDS = "seconds";
  private static final String SHAPES = "shapes";
  private static final String PID = "p";
  private static final String PROGRAM = "e";
  private static final String FOR = "for";
  private static final String LIST = "list";
  private static final String REMOVE = "remove";
  private static final String MAX = "max";

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
                  + " stands still meanwhile, and for how long is told.",
              List.of(
                  CommonOptions.value(
                      TOP, "N", "print the N with most instances, 30 if not given")),
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
                  CommonOptions.flag(SHAPES, "by the names of properties too")),
              Subcommand::heapDiff),
          new Subcommand(
              "trace-count",
              "FUNCTION",
              1,
              1,
              "Count the calls of functions while a program runs, in the kernel. FUNCTION may be a"
                  + " regular expression that whole names match, LIBRARY:FUNCTION, or *ADDRESS.",
              tracing("print the N with most calls, 30 if not given"),
              line -> traced("trace-count", line)),
          new Subcommand(
              "trace-latency",
              "FUNCTION",
              1,
              1,
              "Measure how long calls of functions take while a program runs, in the kernel."
                  + " FUNCTION is as for trace-count.",
              tracing("print the N that took most time, 10 if not given"),
              line -> traced("trace-latency", line)),
          new Subcommand(
              "trace",
              "SPEC",
              0,
              1,
              "Print values each time a place in a running program is come by, without stopping it."
                  + " SPEC is LOCATION [if CONDITION] [print ITEM, ...], such as 'server.c:120 if"
                  + " req->len > 4096 print req->id, bt'. With --list instead of SPEC: list the"
                  + " probes that are in running code on this machine, and who holds them.",
              List.of(
                  Option.builder(PID).hasArg().argName("PID").desc("the process").get(),
                  CommonOptions.value(
                      FOR, "TIME", "so long: 10s, 500ms, 2m; until Ctrl-C if not given"),
                  CommonOptions.value(MAX, "N", "end after so many hits"),
                  CommonOptions.flag(LIST, "list the probes of the machine"),
                  CommonOptions.value(
                      REMOVE, "EVENT", "take away one of uprobe_events that a tool has left")),
              Subcommand::trace),
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
    return new Request.Heap(line.getArgs()[0], "findjsobjects --top " + top);
  }

  private static What heapDiff(CommandLine line) throws ParseException {
    StringBuilder words = new StringBuilder("heapdiff");
    for (String option : List.of(TOP, SECONDS)) {
      if (line.hasOption(option)) {
        long number = number(line.getOptionValue(option), "--" + option);
        words.append(" --").append(option).append(' ').append(number);
      }
    }
    words.append(line.hasOption(SHAPES) ? " -d --" : " --");
    line.getArgList().forEach(name -> words.append(' ').append(quoted(name)));
    return new Request.Alone(words.toString());
  }

  private static List<Option> tracing(String top) {
    return List.of(
        Option.builder(PID).hasArg().argName("PID").desc("the process").get(),
        Option.builder(PROGRAM)
            .hasArg()
            .argName("FILE")
            .desc("every process of a program, those that start later too")
            .get(),
        CommonOptions.value(FOR, "TIME", "so long: 10s, 500ms, 2m; until Ctrl-C if not given"),
        CommonOptions.value(TOP, "N", top));
  }

  private static What traced(String command, CommandLine line) throws ParseException {
    if (line.hasOption(PID) == line.hasOption(PROGRAM)) {
      throw new ParseException(
          "whose calls? -p PID is one process, -e FILE every process of a program");
    }
    StringBuilder words = new StringBuilder(command);
    if (line.hasOption(PID)) {
      words.append(" -p ").append(pid(line.getOptionValue(PID)));
    } else {
      words.append(" -e ").append(quoted(line.getOptionValue(PROGRAM)));
    }
    if (line.hasOption(FOR)) {
      words.append(" --for ").append(quoted(line.getOptionValue(FOR)));
    }
    if (line.hasOption(TOP)) {
      words.append(" --top ").append(number(line.getOptionValue(TOP), "--top"));
    }
    return new Request.Watch(words.append(" -- ").append(quoted(line.getArgs()[0])).toString());
  }

  private static What trace(CommandLine line) throws ParseException {
    if (line.hasOption(LIST)) {
      return new Request.Alone(
          line.hasOption(REMOVE)
              ? "trace-list --remove " + quoted(line.getOptionValue(REMOVE))
              : "trace-list");
    }
    if (!line.hasOption(PID) || line.getArgList().isEmpty()) {
      throw new ParseException("what is to be traced? -p PID SPEC, or --list");
    }
    Duration time = line.hasOption(FOR) ? time(line.getOptionValue(FOR)) : TimeText.LONGEST;
    long most = number(line.getOptionValue(MAX, Long.toString(Long.MAX_VALUE)), "--max");
    return new Request.Trace(
        pid(line.getOptionValue(PID)), new TraceWish(line.getArgs()[0], time, most));
  }

  private static Duration time(String text) throws ParseException {
    try {
      return TimeText.parse(text);
    } catch (UserError e) {
      throw new ParseException(e.getMessage() + ": " + e.hint());
    }
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

  private static long pid(String text) throws ParseException {
    return number(text, "a process id");
  }

  private static long number(String text, String what) throws ParseException {
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
