package io.github.pmdb.app;

import io.github.pmdb.app.Request.Settings;
import io.github.pmdb.app.Request.What;
import io.github.pmdb.output.ColorChoice;
import io.github.pmdb.snapshot.UserError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line.
@Command(
    name = "pmdb",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "pmdb [OPTIONS] core FILE [PROGRAM] | attach PID | run [--] PROGRAM [ARGUMENTS]",
      "pmdb [OPTIONS] bt [--python] [--locals] [--stop] PID|CORE",
      "pmdb [OPTIONS] cores [DIR] | doctor | demo",
      "pmdb [OPTIONS] FILE|PID"
    },
    description = {
      "A post-mortem and live debugger for programs that mix native code, Python and JavaScript.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the session ended, or the command did what it was asked for",
      "1:something failed; the message tells what",
      "2:the command line is wrong",
      "10:with --batch or bt: a signal killed the process",
      "11:... the core was written on demand, nothing killed the process",
      "12:... threads wait for each other in a circle",
      "13:... every thread waits for something",
      "14:... the process is stopped",
      "15:... at least one thread runs",
      "16:... the process has ended, its parent has not asked for the status yet"
    })
final class Syntax implements Callable<Integer> {
  private static final int WRONG = 2;

  @Option(
      names = "-ex",
      paramLabel = "COMMAND",
      scope = ScopeType.INHERIT,
      description = "run a command of the shell; may be given again")
  void addLine(String line) {
    scripts.add(new Request.ScriptLine(line));
  }

  @Option(
      names = "-x",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "run the commands of a file, - for standard input")
  void addFile(Path file) {
    scripts.add(new Request.ScriptFile(file));
  }

  @Option(
      names = "--batch",
      scope = ScopeType.INHERIT,
      description =
          "end after -ex and -x; without those, after the verdict. Never asks anything, needs no"
              + " terminal")
  boolean batch;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print each result as one line of JSON (docs/json.md)")
  boolean json;

  @Option(
      names = "--no-gdb",
      scope = ScopeType.INHERIT,
      description = "use pmdb's own readers alone; a process is looked at without stopping it")
  boolean noGdb;

  @Option(
      names = "--gdb",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "the gdb to use")
  String gdb = "gdb";

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto, always or never; NO_COLOR is respected")
  ColorChoice color = ColorChoice.AUTO;

  @Option(
      names = "--sysroot",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "a directory that holds the target's files; may be given again")
  List<Path> roots = new ArrayList<>();

  @Option(
      names = "--debug-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "where separate debug files lie; may be given again")
  List<Path> debugDirectories = new ArrayList<>();

  @Option(
      names = "--source-path",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "where sources lie; may be given again")
  List<Path> sourcePaths = new ArrayList<>();

  @Option(
      names = "--debuginfod",
      scope = ScopeType.INHERIT,
      description = "let gdb ask the debuginfod servers of DEBUGINFOD_URLS")
  boolean debuginfod;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "save what pmdb and gdb said to each other, for a bug report")
  @Nullable Path record;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "tell how things were found, and where pmdb itself failed")
  boolean verbose;

  @Spec CommandLine.Model.@Nullable CommandSpec spec;

  private final List<Request.Script> scripts = new ArrayList<>();
  private final ToIntFunction<Request> action;

  private Syntax(ToIntFunction<Request> action) {
    this.action = action;
  }

  /// Parses the arguments and gives the request to `action`.
  ///
  /// @return the exit code of the action, 0 after `--help`, 2 when the arguments are wrong
  static int execute(String[] arguments, Streams streams, ToIntFunction<Request> action) {
    CommandLine line = new CommandLine(new Syntax(action));
    line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(true);
    Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
    line.setOverwrittenOptionsAllowed(true);
    line.setParameterExceptionHandler((e, _) -> {
      wrong(e, streams);
      return WRONG;
    });
    line.setExecutionExceptionHandler((e, _, parsed) -> {
      UserError error =
          new UserError("pmdb itself failed: " + e, "--verbose shows where; please report it", e);
      new Printer(streams, plainSettings(parsed.commandSpec().commandLine())).error(error);
      return Application.FAILED;
    });
    return line.execute(arguments);
  }

  private static void wrong(CommandLine.ParameterException e, Streams streams) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    new Printer(streams, plainSettings(e.getCommandLine()))
        .error(
            new UserError(
                String.valueOf(e.getMessage()), "`%s --help` tells how".formatted(name), e));
  }

  /// What is known of the settings when the command line is wrong.
  private static Settings plainSettings(CommandLine line) {
    CommandLine root = line;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return ((Syntax) root.getCommand()).settings();
  }

  private int act(What what) {
    return action.applyAsInt(new Request(what, settings()));
  }

  private Settings settings() {
    return new Settings(
        List.copyOf(scripts),
        batch,
        json,
        verbose,
        color,
        !noGdb,
        gdb,
        debuginfod,
        List.copyOf(roots),
        List.copyOf(debugDirectories),
        List.copyOf(sourcePaths),
        Optional.ofNullable(record));
  }

  @Command(name = "core", mixinStandardHelpOptions = true, description = "Open a core file.")
  int core(
      @Parameters(paramLabel = "FILE", description = "the core, also compressed (zst, lz4, xz, gz)")
          Path file,
      @Parameters(
              paramLabel = "PROGRAM",
              arity = "0..1",
              description = "the program, where pmdb cannot find it by itself")
          @Nullable Path program) {
    return act(new Request.Core(file, Optional.ofNullable(program)));
  }

  @Command(
      name = "attach",
      mixinStandardHelpOptions = true,
      description = "Attach to a process. It stands still until it is continued or left.")
  int attach(@Parameters(paramLabel = "PID") long pid) {
    return act(new Request.Attach(pid));
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Start a program under the debugger.")
  int run(@Parameters(paramLabel = "PROGRAM [ARGUMENTS]", arity = "1..*") List<String> command) {
    return act(new Request.RunProgram(command));
  }

  @Command(
      name = "bt",
      mixinStandardHelpOptions = true,
      description = {
        "Print the stacks of every thread, without gdb.",
        "",
        "Python stacks where there is Python, else native ones. A process runs on meanwhile unless --stop is given."
      })
  int bt(
      @Option(names = "--python", description = "Python stacks only; fail where there is no Python")
          boolean python,
      @Option(names = "--locals", description = "with the variables of each Python frame")
          boolean locals,
      @Option(
              names = "--stop",
              description = "stop the process for a consistent view, and tell for how long")
          boolean stop,
      @Parameters(paramLabel = "PID|CORE") String target) {
    return act(new Request.Backtrace(target, python, locals, stop));
  }

  @Command(
      name = "cores",
      mixinStandardHelpOptions = true,
      description = "List core files, newest first.")
  int cores(
      @Option(names = "--limit", paramLabel = "N", description = "list at most so many")
          @Nullable Integer limit,
      @Parameters(paramLabel = "DIR", arity = "0..1") @Nullable String directory) {
    return act(
        new Request.Alone(
            "cores"
                + (limit == null ? "" : " --limit " + limit)
                + (directory == null ? "" : " -- " + quoted(directory))));
  }

  @Command(
      name = "doctor",
      mixinStandardHelpOptions = true,
      description = "Check this machine and print what mends it.")
  int doctor() {
    return act(new Request.Alone("doctor"));
  }

  @Command(
      name = "demo",
      mixinStandardHelpOptions = true,
      description = "Make a crash and a hang, and walk through them.")
  int demo() {
    return act(new Request.Demo());
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE|PID",
      hidden = true,
      description = "a core, a process or a program")
  @Nullable String target;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PROGRAM", hidden = true)
  @Nullable Path program;

  /// Called when no subcommand was named.
  @Override
  public Integer call() {
    if (target == null) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), "what is to be opened?");
    }
    return act(new Request.Guess(target, Optional.ofNullable(program)));
  }

  /// As a word of our shell.
  static String quoted(String word) {
    return "'" + word.replace("'", "'\"'\"'") + "'";
  }
}
