package io.github.pmdb.app.request;

import io.github.pmdb.app.request.Request.Settings;
import io.github.pmdb.output.ColorChoice;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/// The options that stand before or after any subcommand.
public final class CommonOptions {
  public static final String HELP = "help";
  public static final String VERSION = "version";

  private static final String LINE = "ex";
  private static final String FILE = "x";
  private static final String BATCH = "batch";
  private static final String JSON = "json";
  private static final String NO_GDB = "no-gdb";
  private static final String GDB = "gdb";
  private static final String COLOR = "color";
  private static final String SYSROOT = "sysroot";
  private static final String DEBUG_DIR = "debug-dir";
  private static final String SOURCE_PATH = "source-path";
  private static final String DEBUGINFOD = "debuginfod";
  private static final String RECORD = "record";
  private static final String VERBOSE = "verbose";

  private CommonOptions() {}

  public static Options all() {
    return new Options()
        .addOption(shorts(LINE, "COMMAND", "run a command of the shell; may be given again"))
        .addOption(shorts(FILE, "FILE", "run the commands of a file, - for standard input"))
        .addOption(
            flag(
                BATCH,
                "end after -ex and -x; without those, after the verdict. Never asks anything, needs"
                    + " no terminal"))
        .addOption(flag(JSON, "print each result as one line of JSON (docs/json.md)"))
        .addOption(
            flag(
                NO_GDB,
                "use pmdb's own readers alone; a process runs on, and is stopped only while JavaScript is"
                    + " read"))
        .addOption(value(GDB, "PATH", "the gdb to use"))
        .addOption(value(COLOR, "WHEN", "auto, always or never; NO_COLOR is respected"))
        .addOption(
            value(SYSROOT, "DIR", "a directory that holds the target's files; may be given again"))
        .addOption(value(DEBUG_DIR, "DIR", "where separate debug files lie; may be given again"))
        .addOption(value(SOURCE_PATH, "DIR", "where sources lie; may be given again"))
        .addOption(flag(DEBUGINFOD, "let gdb ask the debuginfod servers of DEBUGINFOD_URLS"))
        .addOption(
            value(RECORD, "FILE", "save what pmdb and gdb said to each other, for a bug report"))
        .addOption(flag(VERBOSE, "tell how things were found, and where pmdb itself failed"))
        .addOption(Option.builder("h").longOpt(HELP).desc("tell this and end").get())
        .addOption(Option.builder("V").longOpt(VERSION).desc("tell the version and end").get());
  }

  static Option flag(String name, String what) {
    return Option.builder().longOpt(name).desc(what).get();
  }

  static Option value(String name, String argument, String what) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(what).get();
  }

  private static Option shorts(String name, String argument, String what) {
    return Option.builder(name).hasArg().argName(argument).desc(what).get();
  }

  /// @param lines those of the options before and after the subcommand
  public static Settings settings(List<CommandLine> lines) throws ParseException {
    List<Option> given = new ArrayList<>();
    lines.forEach(line -> given.addAll(List.of(line.getOptions())));
    return new Settings(
        scripts(given),
        has(given, BATCH),
        has(given, JSON),
        has(given, VERBOSE),
        color(last(given, COLOR).orElse("auto")),
        !has(given, NO_GDB),
        last(given, GDB).orElse("gdb"),
        has(given, DEBUGINFOD),
        paths(given, SYSROOT),
        paths(given, DEBUG_DIR),
        paths(given, SOURCE_PATH),
        paths(given, RECORD).stream().reduce((_, b) -> b));
  }

  private static List<Request.Script> scripts(List<Option> given) throws ParseException {
    List<Request.Script> scripts = new ArrayList<>();
    for (Option option : given) {
      if (LINE.equals(option.getOpt())) {
        scripts.add(new Request.ScriptLine(option.getValue()));
      } else if (FILE.equals(option.getOpt())) {
        scripts.add(new Request.ScriptFile(path(option.getValue())));
      }
    }
    return List.copyOf(scripts);
  }

  private static boolean has(List<Option> given, String name) {
    return given.stream().anyMatch(option -> name.equals(option.getLongOpt()));
  }

  private static Optional<String> last(List<Option> given, String name) {
    return given.stream()
        .filter(option -> name.equals(option.getLongOpt()))
        .map(Option::getValue)
        .reduce((_, later) -> later);
  }

  private static List<Path> paths(List<Option> given, String name) throws ParseException {
    List<Path> paths = new ArrayList<>();
    for (Option option : given) {
      if (name.equals(option.getLongOpt())) {
        paths.add(path(option.getValue()));
      }
    }
    return List.copyOf(paths);
  }

  static Path path(String text) throws ParseException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ParseException("not a path: " + e.getMessage());
    }
  }

  private static ColorChoice color(String text) throws ParseException {
    try {
      return ColorChoice.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new ParseException("--color is auto, always or never, not " + text);
    }
  }
}
