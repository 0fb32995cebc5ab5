package io.github.pmdb.command.trace;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Background;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.trace.stream.TraceJob;
import io.github.pmdb.command.trace.stream.TraceWish;
import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// `trace SPEC`: a trace breakpoint in the background of the session.
public final class TraceCommand implements Command<TraceCommand.Started> {
  private static final String MAX = "--max";
  private static final String RATE = "--rate";
  private static final String OUTPUT = "--output";

  private static final String SHOW_BPF = "--show-bpf";

  private final Subjects subjects;
  private final TraceWish.Kind kind;

  /// @param programs what runs in the kernel, where that was asked for
  /// @param number by which `delete trace` and its like know it
  public record Started(int number, String spec, List<String> notes, List<String> programs) {}

  /// @param gdb that reads symbols: a path, or a name to be found on PATH
  public static TraceCommand places(String gdb) {
    return new TraceCommand(gdb, TraceWish.Kind.PLACES);
  }

  /// `trace-return SPEC`.
  ///
  /// @param gdb that reads symbols: a path, or a name to be found on PATH
  public static TraceCommand calls(String gdb) {
    return new TraceCommand(gdb, TraceWish.Kind.CALLS);
  }

  /// `trace-tree SPEC`.
  ///
  /// @param gdb that reads symbols: a path, or a name to be found on PATH
  public static TraceCommand tree(String gdb) {
    return new TraceCommand(gdb, TraceWish.Kind.TREE);
  }

  private TraceCommand(String gdb, TraceWish.Kind kind) {
    this.subjects = new Subjects(gdb, System.getenv());
    this.kind = kind;
  }

  @Override
  public CommandSpec spec() {
    return switch (kind) {
      case PLACES -> rate(placesSpec());
      case CALLS -> rate(callsSpec());
      case TREE -> rate(treeSpec());
    };
  }

  private static CommandSpec callsSpec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace-return",
            Group.TRACING,
            "Print calls of a function when they return",
            """
            As `trace`, but of whole calls: $retval is what the function returned, every other item
            and condition is evaluated where it is entered, and how long the call took is told.
            Without items, the arguments and $retval are printed, of the C library's functions as
            strace does it, with the error where they fail. A condition may be on both:
            `if len > 10 && $retval < 0`. A function of Go has no probe at its return, since stacks of
            Go move; a call that is left by longjmp or an exception is not told.
            """);
    return parameters(spec)
        .example("trace-return parse if $retval < 0", "failing calls, with their arguments")
        .example("trace-return libc:/open|connect/", "what is opened, and how that ends");
  }

  private static CommandSpec treeSpec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace-tree",
            Group.TRACING,
            "Print entries and returns of calls, indented by depth",
            """
            SPEC is FUNCTION or /REGEX/ [if CONDITION] [print ITEM, …]. A line `-> f` for each entry
            and `<- f` for each return, with how long the call took, indented in each thread by how
            many of the calls it is in. A condition is of entries: calls for which it does not hold
            are left out with their returns, and so are those beyond --rate. $retval is printed at
            returns, every other item at entries, of a format each with the text before it; without
            items, names alone. A call that ends without a return (longjmp, an exception) is told
            as over when its thread comes by next with a stack that no longer has it. Coroutines and
            signal handlers on stacks of their own are trees of their own. As `trace`, it goes on in
            the background.
            """);
    return parameters(spec)
        .example("trace-tree /session_.*/", "who calls whom in there, and how long it takes")
        .example("trace-tree /parse|lex/ print args, $retval", "with what goes in and comes out")
        .example("trace-tree handle if len > 4096 print \"%d bytes\", len", "long ones alone");
  }

  private static CommandSpec placesSpec() {
    CommandSpec spec =
        CommandSpec.of(
            "trace",
            Group.TRACING,
            "Print values each time a place is come by, without stopping there",
            """
            SPEC is LOCATION [if CONDITION] [print ITEM, …]. LOCATION is as for gdb's `break`
            (a function, FILE:LINE, *ADDRESS), or LIBRARY:FUNCTION. Items are expressions of the
            program's language, $arg1, $arg2, …, `locals`, `args`, `bt` or `bt N`, the
            innermost frame of a script `py` or `js`, and its frames `py-bt`, `py-bt N`, `js-bt`
            or `js-bt N`; a string in front of them is a format as printf has it, and one
            without conversions is printed as it is.

            The trace goes on in the background: its hits appear above the prompt, with its number,
            until `delete trace N`, or pmdb ends, in whatever way. A program in the kernel (BPF)
            looks at the values; the process is not stopped. Where gdb holds the process, hits
            come when it goes on. gdb's tracepoints are `tracepoint`. Needs CAP_BPF and
            CAP_PERFMON.
            """);
    return parameters(spec)
        .example(
            "trace server.c:120 if req->len > 4096 print req->id, req->path, bt",
            "large requests, with the callers")
        .example("trace libc:open print \"%s\\n\", (char *)$arg1", "files that are opened")
        .example("trace libc:connect print py-bt", "which Python code connects")
        .example("trace --max 10 handle print args", "ten calls with their arguments");
  }

  private static CommandSpec parameters(CommandSpec spec) {
    return Watch.parameters(spec)
        .optional("-p", Kind.INTEGER, "the process; the one that is open if not given")
        .optional("-e", Kind.FILE, "every process of this program, those that start later too")
        .optional(MAX, Kind.INTEGER, "end after so many hits")
        .optional(OUTPUT, Kind.FILE, "write hits to a file, which must not be there yet")
        .optional(SHOW_BPF, Kind.INTEGER, "show the programs of a trace that runs, by its number")
        .optional("SPEC", Kind.REST, "where, when and what");
  }

  private static CommandSpec rate(CommandSpec spec) {
    return spec.optional(
        RATE,
        Kind.WORD,
        "at most so many hits a second, counted together where places share a program: `100/s`");
  }

  @Override
  public Started run(Session session, Arguments arguments) {
    if (arguments.has(SHOW_BPF)) {
      return programs(session, arguments.positive(SHOW_BPF, 1));
    }
    TraceWish wish =
        new TraceWish(
            arguments
                .first()
                .orElseThrow(
                    () -> new UserError("what is to be traced?", "usage: " + spec().usage())),
            kind,
            Watch.time(arguments),
            arguments.positive(MAX, Integer.MAX_VALUE),
            arguments.value(RATE).map(RateText::parse).orElse(Long.MAX_VALUE),
            false);
    Background background = session.background();
    session.progress("reads symbols");
    TraceJob job =
        new TraceJob(
            background.next(),
            subjects.named(session, arguments),
            () -> TraceClash.breakpoints(session),
            wish,
            background,
            arguments.value(OUTPUT).map(TraceCommand::output));
    try {
      job.enable();
    } catch (RuntimeException | Error e) {
      job.close();
      arguments.value(OUTPUT).map(Path::of).ifPresent(TraceCommand::withdraw);
      throw e;
    }
    int number = background.next();
    background.add(job);
    return new Started(number, wish.spec(), job.remarks(), List.of());
  }

  private static Started programs(Session session, int number) {
    Background.Activity activity = session.background().get(number).activity();
    if (!(activity instanceof TraceJob job)) {
      throw new UserError("trace %d shows no hits".formatted(number), "info traces");
    }
    return new Started(
        number, job.status().what(), List.of(), job.programs().text().lines().toList());
  }

  private static PrintStream output(String name) {
    try {
      return newFile(Path.of(name));
    } catch (InvalidPathException e) {
      throw new UserError("no path: " + e.getMessage(), "name a file", e);
    }
  }

  /// Takes away the file that a trace was to write to and has not.
  public static void withdraw(Path file) {
    try {
      if (Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException _) {
      // What the trace failed by is what is told.
    }
  }

  /// @throws UserError when the file is there already or cannot be written
  public static PrintStream newFile(Path file) {
    try {
      return new PrintStream(
          new BufferedOutputStream(
              Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW)),
          false,
          StandardCharsets.UTF_8);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new UserError(file + " is there already", "give another name, or remove it", e);
    } catch (NoSuchFileException e) {
      throw new UserError(
          "cannot write %s: there is no such directory".formatted(file), "make it first", e);
    } catch (IOException e) {
      throw new UserError("cannot write %s: %s".formatted(file, FileErrors.reason(e)), "", e);
    }
  }

  @Override
  public Document text(Session session, Started value) {
    Document page = new Document().line("trace %d: %s".formatted(value.number(), value.spec()));
    value.programs().forEach(page::line);
    value.notes().forEach(note -> page.line(Style.DIM, "[%d] %s".formatted(value.number(), note)));
    return page;
  }
}
