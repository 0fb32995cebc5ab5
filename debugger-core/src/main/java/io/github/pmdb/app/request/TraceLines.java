package io.github.pmdb.app.request;

import io.github.pmdb.app.request.Request.What;
import io.github.pmdb.command.Words;
import io.github.pmdb.command.trace.RateText;
import io.github.pmdb.command.trace.TimeText;
import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;

/// What a command line can ask for of running code.
final class TraceLines {
  private static final String TOP = Subcommand.TOP;
  private static final String PID = "p";
  private static final String PROGRAM = "e";
  private static final String COMMAND = "c";
  private static final String FOR = "for";
  private static final String LIST = "list";
  private static final String USDT = "usdt";
  private static final String REMOVE = "remove";
  private static final String MAX = "max";
  private static final String RATE = "rate";
  private static final String OUTPUT = "output";
  private static final String FP = "fp";
  private static final String PY = "py";
  private static final String FOLDED = "folded";
  private static final String FLAME = "flame";
  private static final String SHOW_BPF = "show-bpf";

  static final Subcommand COUNT =
      new Subcommand(
          "trace-count",
          "FUNCTION",
          1,
          1,
          "Count the calls of functions while a program runs, in the kernel. FUNCTION may be a"
              + " regular expression that whole names match, LIBRARY:FUNCTION, or *ADDRESS.",
          tracing("print the N with most calls, 30 if not given"),
          line -> traced("trace-count", line));

  static final Subcommand LATENCY =
      new Subcommand(
          "trace-latency",
          "FUNCTION",
          1,
          1,
          "Measure how long calls of functions take while a program runs, in the kernel."
              + " FUNCTION is as for trace-count.",
          tracing("print the N that took most time, 10 if not given"),
          line -> traced("trace-latency", line));

  static final Subcommand TRACE =
      new Subcommand(
          "trace",
          "SPEC",
          0,
          1,
          "Print values each time a place in a running program is come by, without stopping it."
              + " SPEC is LOCATION [if CONDITION] [print ITEM, ...], such as 'server.c:120 if"
              + " req->len > 4096 print req->id, bt'. With --list instead of SPEC: list the"
              + " probes that are in running code on this machine, and who holds them; with"
              + " --usdt: the probes that a program (-e) or a process (-p) brings along.",
          with(
              streaming(),
              CommonOptions.flag(LIST, "list the probes of the machine"),
              CommonOptions.flag(USDT, "list the probes of a program's authors, of -e or -p"),
              CommonOptions.value(
                  REMOVE, "EVENT", "take away one of uprobe_events that a tool has left")),
          TraceLines::trace);

  static final Subcommand RETURN =
      new Subcommand(
          "trace-return",
          "SPEC",
          1,
          1,
          "Print calls of a function when they return: its arguments, $retval, how long it took."
              + " SPEC is FUNCTION [if CONDITION] [print ITEM, ...], such as 'parse if $retval < 0"
              + " print text, $retval'.",
          streaming(),
          line -> stream(line, TraceWish.Kind.CALLS));

  static final Subcommand TREE =
      new Subcommand(
          "trace-tree",
          "SPEC",
          1,
          1,
          "Print calls of functions as they are entered and left, indented by depth in each"
              + " thread. SPEC is FUNCTION or /REGEX/ [if CONDITION] [print ITEM, ...], such as"
              + " '/session_.*/'.",
          streaming(),
          line -> stream(line, TraceWish.Kind.TREE));

  static final Subcommand STACKS =
      new Subcommand(
          "trace-stacks",
          "SPEC",
          1,
          1,
          "Count by which callers a place is come by while a program runs. SPEC is LOCATION [if"
              + " CONDITION], as for trace.",
          with(
              tracing("print the N most frequent stacks, 10 if not given"),
              CommonOptions.flag(FP, "follow frame pointers, and not unwind tables"),
              CommonOptions.flag(PY, "functions of Python in place of the interpreter's"),
              CommonOptions.value(
                  RATE, "N/s", "look at so many stacks a second, 1000 if not given"),
              CommonOptions.value(FOLDED, "FILE", "write lines `outer;inner COUNT` to a new file"),
              CommonOptions.value(
                  FLAME,
                  "FILE",
                  "write a flame graph to a new file: SVG where its name ends with .svg, else HTML")),
          TraceLines::stacks);

  private TraceLines() {}

  private static What stacks(CommandLine line) throws ParseException {
    StringBuilder more = new StringBuilder();
    more.append(line.hasOption(FP) ? " --" + FP : "");
    more.append(line.hasOption(PY) ? " --" + PY : "");
    for (String option : List.of(RATE, FOLDED, FLAME)) {
      if (line.hasOption(option)) {
        String value = Subcommand.quoted(line.getOptionValue(option));
        more.append(" --").append(option).append(' ').append(value);
      }
    }
    return new Request.Watch(
        words("trace-stacks", line).append(more).append(' ').append(line.getArgs()[0]).toString());
  }

  private static List<Option> streaming() {
    return List.of(
        process(),
        everyProcess(),
        Option.builder(COMMAND)
            .hasArg()
            .argName("'COMMAND'")
            .desc("start this program, with its arguments, and trace it from the start")
            .get(),
        duration(),
        CommonOptions.value(MAX, "N", "end after so many hits"),
        CommonOptions.value(
            RATE,
            "N/s",
            "at most so many hits a second, decided in the kernel; places that share a program share it"),
        CommonOptions.value(
            OUTPUT, "FILE", "write the hits to a file, which must not be there yet"),
        CommonOptions.flag(SHOW_BPF, "show the programs that the kernel is given"));
  }

  private static List<Option> with(List<Option> options, Option... more) {
    List<Option> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private static Option process() {
    return Option.builder(PID).hasArg().argName("PID").desc("the process").get();
  }

  private static Option duration() {
    return CommonOptions.value(FOR, "TIME", "so long: 10s, 500ms, 2m; until Ctrl-C if not given");
  }

  private static Option everyProcess() {
    return Option.builder(PROGRAM)
        .hasArg()
        .argName("FILE")
        .desc("every process of a program, those that start later too")
        .get();
  }

  private static List<Option> tracing(String top) {
    return List.of(process(), everyProcess(), duration(), CommonOptions.value(TOP, "N", top));
  }

  private static What traced(String command, CommandLine line) throws ParseException {
    return new Request.Watch(
        words(command, line)
            .append(" -- ")
            .append(Subcommand.quoted(line.getArgs()[0]))
            .toString());
  }

  private static StringBuilder words(String command, CommandLine line) throws ParseException {
    if (line.hasOption(PID) == line.hasOption(PROGRAM)) {
      throw new ParseException(
          "whose calls? -p PID is one process, -e FILE every process of a program");
    }
    StringBuilder words = new StringBuilder(command);
    if (line.hasOption(PID)) {
      words.append(" -p ").append(Subcommand.pid(line.getOptionValue(PID)));
    } else {
      words.append(" -e ").append(Subcommand.quoted(line.getOptionValue(PROGRAM)));
    }
    if (line.hasOption(FOR)) {
      words.append(" --for ").append(Subcommand.quoted(line.getOptionValue(FOR)));
    }
    if (line.hasOption(TOP)) {
      words.append(" --top ").append(Subcommand.number(line.getOptionValue(TOP), "--top"));
    }
    return words;
  }

  private static What trace(CommandLine line) throws ParseException {
    if (line.hasOption(LIST)) {
      return new Request.Alone(
          line.hasOption(REMOVE)
              ? "trace-list --remove " + Subcommand.quoted(line.getOptionValue(REMOVE))
              : "trace-list");
    }
    if (line.hasOption(USDT)) {
      return new Request.Alone("info usdt" + usdt(whom(line)));
    }
    if (line.getArgList().isEmpty()) {
      throw new ParseException("what is to be traced? -p PID SPEC, or --list");
    }
    return stream(line, TraceWish.Kind.PLACES);
  }

  private static String usdt(Whom whom) throws ParseException {
    return switch (whom) {
      case Whom.Running(long pid) -> " -p " + pid;
      case Whom.Everyone(Path program) -> " " + Subcommand.quoted(program.toString());
      case Whom.Started _ -> throw new ParseException("--usdt lists those of -e FILE, or -p PID");
    };
  }

  private static What stream(CommandLine line, TraceWish.Kind kind) throws ParseException {
    Duration time =
        line.hasOption(FOR) ? parsed(TimeText::parse, line.getOptionValue(FOR)) : TimeText.LONGEST;
    long most = Subcommand.number(line.getOptionValue(MAX, Long.toString(Long.MAX_VALUE)), "--max");
    if (most < 1) {
      throw new ParseException("--max is a number above 0, not " + most);
    }
    long rate =
        line.hasOption(RATE) ? parsed(RateText::parse, line.getOptionValue(RATE)) : Long.MAX_VALUE;
    return new Request.Trace(
        whom(line),
        new TraceWish(line.getArgs()[0], kind, time, most, rate, line.hasOption(SHOW_BPF)),
        line.hasOption(OUTPUT)
            ? Optional.of(CommonOptions.path(line.getOptionValue(OUTPUT)))
            : Optional.empty());
  }

  private static <T> T parsed(Function<String, T> parser, String text) throws ParseException {
    try {
      return parser.apply(text);
    } catch (UserError e) {
      throw new ParseException(e.getMessage() + ": " + e.hint());
    }
  }

  private static Whom whom(CommandLine line) throws ParseException {
    int named = 0;
    for (String option : List.of(PID, PROGRAM, COMMAND)) {
      named += line.hasOption(option) ? 1 : 0;
    }
    if (named != 1) {
      throw new ParseException(
          "what is to be traced? -p PID, or -e PROGRAM for all of its processes, or -c 'COMMAND'");
    }
    if (line.hasOption(PID)) {
      return new Whom.Running(Subcommand.pid(line.getOptionValue(PID)));
    }
    return line.hasOption(PROGRAM)
        ? new Whom.Everyone(CommonOptions.path(line.getOptionValue(PROGRAM)))
        : new Whom.Started(words(line.getOptionValue(COMMAND)));
  }

  private static List<String> words(String command) throws ParseException {
    try {
      List<String> words = Words.of(command).stream().map(Words.Word::text).toList();
      if (words.isEmpty()) {
        throw new ParseException("a command is missing behind -c");
      }
      return words;
    } catch (UserError e) {
      throw new ParseException(e.getMessage());
    }
  }
}
