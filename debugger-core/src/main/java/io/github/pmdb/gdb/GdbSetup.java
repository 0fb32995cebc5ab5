package io.github.pmdb.gdb;

import io.github.pmdb.gdb.script.GdbModule;
import io.github.pmdb.gdb.script.WideRegisters;
import io.github.pmdb.mi.MiAnswer.Done;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a new gdb is told before it sees any file.
public final class GdbSetup {
  /// The oldest gdb that the extension and the MI used here were written for.
  public static final int OLDEST = 10;

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d[^\\s]*\\s*$");

  private final GdbDialog dialog;

  GdbSetup(GdbDialog dialog) {
    this.dialog = dialog;
  }

  /// The version of gdb, `13.1`.
  ///
  /// @throws UserError when it is too old
  String version() {
    Done answer = dialog.ask(MiCommand.of("-gdb-version"), GdbDialog.QUICK);
    String first = answer.console().lines().findFirst().orElse("");
    Matcher version = VERSION.matcher(first);
    if (!version.find()) {
      throw new UserError("gdb does not tell its version: " + first, "Try another gdb by --gdb.");
    }
    if (Integer.parseInt(version.group(1)) < OLDEST) {
      throw new UserError(
          "gdb " + version.group().strip() + " is too old",
          "pmdb needs gdb " + OLDEST + " or newer: install one, or name it by --gdb.");
    }
    return version.group().strip();
  }

  /// Settings that do not depend on the target. What a gdb does not know (debuginfod before 12) it
  /// does not do either, so a refusal is no failure. `confirm` and paging stay as they are: gdb
  /// asks and pages on its console only, never on an MI channel of its own.
  void safeDefaults(OpenOptions options) {
    set("debuginfod enabled", options.debuginfod() ? "on" : "off");
    if (!options.color()) {
      set("style enabled", "off");
    }
    // Else the MI channel is deaf while a program runs that was continued through it.
    set("mi-async", "on");
    // $debugdir, part of gdb's own default, would make every directory of debug files that the user
    // names a place from which scripts are run.
    set("auto-load safe-path", "/usr/lib/debug:$datadir/auto-load");
    set("auto-load local-gdbinit", "off");
    // A gdb that fails itself writes a core of its own to where the user is.
    dialog.tryAsk(MiCommand.console("maint set internal-error corefile no"), GdbDialog.QUICK);
    debugDirectories(options.debugDirectories()).ifPresent(all -> set("debug-file-directory", all));
    before(options.sourcePaths(), "$cdir:$cwd").ifPresent(all -> set("directories", all));
  }

  /// Where gdb is to look for separate debug files, as it wants it; empty where it knows best.
  public static Optional<String> debugDirectories(List<Path> named) {
    return before(named, "/usr/lib/debug");
  }

  private static Optional<String> before(List<Path> first, String last) {
    return first.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Stream.concat(first.stream().map(p -> p.toAbsolutePath().toString()), Stream.of(last))
                .collect(Collectors.joining(":")));
  }

  /// Lets an older gdb write the registers of a newer processor (`pmdb_xsave.py`).
  ///
  /// @return why it can not be done
  Optional<String> mendRegisters(String version) {
    return WideRegisters.areWritten(version) ? Optional.empty() : mendRegisters();
  }

  Optional<String> mendRegisters() {
    String mend = "python " + GdbModule.loading("pmdb_xsave") + "; print(m.mend())";
    return dialog
        .tryAsk(MiCommand.console(mend), GdbDialog.QUICK)
        .map(done -> done.console().strip())
        .or(() -> Optional.of("its Python lacks what that takes (ctypes)"))
        .filter(problem -> !problem.isEmpty());
  }

  void sysroot(Path directory) {
    set("sysroot", directory.toString());
  }

  private void set(String setting, String value) {
    dialog.tryAsk(MiCommand.raw("-gdb-set", setting + " " + value), GdbDialog.QUICK);
  }
}
