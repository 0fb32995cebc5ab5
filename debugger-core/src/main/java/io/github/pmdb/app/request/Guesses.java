package io.github.pmdb.app.request;

import io.github.pmdb.app.request.Request.What;
import io.github.pmdb.gdb.files.ScriptPrograms;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Targets;
import io.github.pmdb.text.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Tells what a lone word on the command line means.
public final class Guesses {
  /// `e_type` of ELF (elf.h): a program, a program that can be loaded anywhere, a core.
  private static final int ET_EXEC = 2;

  private static final int ET_DYN = 3;

  private Guesses() {}

  /// A number is a process, an ELF program or a script that may be run is, everything else is taken
  /// for a core, whose reader says what is wrong with it.
  public static What of(String name, Optional<Path> program) {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return program.isEmpty() && isProgram(file)
          ? new Request.RunProgram(List.of(file.toAbsolutePath().toString()))
          : new Request.Core(file, program);
    }
    return Targets.pid(name)
        .<What>map(Request.Attach::new)
        .orElseThrow(() ->
            new UserError(
                "there is no file `%s`, and it is no process id".formatted(name), hint(name)));
  }

  private static boolean isProgram(Path file) {
    int type = elfType(file);
    return type == ET_EXEC
        || type == ET_DYN
        || (Files.isExecutable(file) && ScriptPrograms.isScript(file));
  }

  private static String hint(String name) {
    List<String> near = Nearest.of(name, Subcommand.ALL.stream().map(Subcommand::name).toList());
    String meant = near.isEmpty() ? "" : "did you mean `pmdb %s`? ".formatted(near.getFirst());
    return meant + "`pmdb cores` lists the cores of this machine, `pmdb --help` all commands";
  }

  /// @return -1 when the file is no ELF file
  private static int elfType(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(18);
      boolean elf =
          head.length == 18
              && head[0] == 0x7f
              && head[1] == 'E'
              && head[2] == 'L'
              && head[3] == 'F';
      boolean bigEndian = elf && head[5] == 2;
      return elf ? head[bigEndian ? 17 : 16] : -1;
    } catch (IOException e) {
      throw new UserError(
          "cannot read %s: %s".formatted(file, e.getMessage()), "check its permissions", e);
    }
  }
}
