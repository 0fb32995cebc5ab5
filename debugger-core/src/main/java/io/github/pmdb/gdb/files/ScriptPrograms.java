package io.github.pmdb.gdb.files;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds what runs a program that is a script: the interpreter that its first line names, as
/// execve(2) does. A debugger can only start that one.
public final class ScriptPrograms {
  /// `BINPRM_BUF_SIZE` of the kernel's binfmts.h: no more of the line counts.
  private static final int LINE = 256;

  /// An interpreter may be a script, too; the kernel follows as many.
  private static final int DEEPEST = 5;

  private static final String SPLIT = "-S";

  private ScriptPrograms() {}

  /// The command line that is run for one whose program may be a script: it begins with the path of
  /// a program that is none.
  ///
  /// @throws UserError when an interpreter is not there or may not be run
  public static List<String> followed(List<String> command) {
    List<String> line = new ArrayList<>(command);
    line.set(0, ProgramSearch.find(command.getFirst()).toString());
    for (int i = 0; i < DEEPEST; i++) {
      List<String> interpreter = interpreter(Path.of(line.getFirst()));
      if (interpreter.isEmpty()) {
        return List.copyOf(line);
      }
      line.addAll(0, interpreter);
      line.set(0, found(command.getFirst(), interpreter.getFirst()));
    }
    throw new UserError(
        command.getFirst() + " is a script that a script runs, and so on", "Name the last one.");
  }

  public static boolean isScript(Path file) {
    return firstLine(file).startsWith("#!");
  }

  /// The interpreter and what stands before the script's name; empty for a file that is no script.
  /// `env` is passed over where it only looks the interpreter up.
  private static List<String> interpreter(Path file) {
    String line = firstLine(file);
    if (!line.startsWith("#!") || line.substring(2).isBlank()) {
      return List.of();
    }
    String[] words = line.substring(2).strip().split("[ \t]+", 2);
    if (words.length == 1 || !words[0].endsWith("/env")) {
      return List.of(words);
    }
    boolean split = words[1].startsWith(SPLIT);
    String[] behind =
        split
            ? words[1].substring(SPLIT.length()).strip().split("[ \t]+")
            : new String[] {words[1]};
    boolean plain = Arrays.stream(behind).allMatch(word -> word.matches("[\\w./+@:,%-]+"));
    return plain && !behind[0].startsWith("-") ? List.of(behind) : List.of(words);
  }

  private static String firstLine(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(LINE), StandardCharsets.UTF_8);
      int end = head.indexOf('\n');
      return end < 0 ? head : head.substring(0, end);
    } catch (IOException e) {
      throw new UserError(
          "cannot read %s: %s".formatted(file, e.getMessage()), "check its permissions", e);
    }
  }

  private static String found(String script, String interpreter) {
    try {
      return ProgramSearch.find(interpreter).toString();
    } catch (UserError e) {
      throw new UserError(
          "%s is a script for %s: %s".formatted(script, interpreter, e.getMessage()), e.hint(), e);
    }
  }
}
