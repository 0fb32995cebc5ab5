package io.github.pmdb.gdb.console;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// gdb's settings for output that nobody watches, put in place for captured lines and taken back
/// before the next interactive one.
final class CaptureSettings {
  /// Commands that take the whole screen.
  private static final Pattern NEEDS_TERMINAL =
      Pattern.compile("\\s*(tui|layout|focus|fs|refresh|winheight|wh|winwidth)\\b.*");

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  /// As gdb answers itself where nobody is asked; `off` makes a refusal of what else would only be
  /// said.
  private static final String PENDING = "breakpoint pending";

  private record Setting(String name, String captured, boolean number) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("pagination", "off", false),
          new Setting("confirm", "off", false),
          new Setting("width", "0", true),
          new Setting(PENDING, "off", false),
          new Setting("style enabled", "off", false));

  /// Runs a line out of the user's sight.
  interface HiddenLine {
    String run(String line);
  }

  private final HiddenLine gdb;
  private final List<String> restore = new ArrayList<>();

  CaptureSettings(HiddenLine gdb) {
    this.gdb = gdb;
  }

  static void refuseTerminalCommands(String line) {
    if (NEEDS_TERMINAL.matcher(line).matches()) {
      throw new UserError(
          "\"" + line.strip() + "\" needs the terminal", "Type it in an interactive session.");
    }
  }

  void enter() {
    if (restore.isEmpty()) {
      for (Setting setting : SETTINGS) {
        String now = value(setting);
        if (setting.name().equals(PENDING) && now.equals("on")) {
          continue; // somebody wants it so
        }
        restore.add("set " + setting.name() + " " + now);
        gdb.run("set " + setting.name() + " " + setting.captured());
      }
    }
  }

  void leave() {
    restore.forEach(gdb::run);
    restore.clear();
  }

  /// As it is now. `$_gdb_setting` is of gdb 10: before, what gdb starts with.
  private String value(Setting setting) {
    String shown = gdb.run("output $_gdb_setting(\"" + setting.name() + "\")").strip();
    boolean known = NUMBER.matcher(shown).matches();
    if (setting.number()) {
      return known ? shown : "80";
    }
    if (setting.name().equals(PENDING)) {
      return shown.equals("1") ? "on" : "auto";
    }
    return known && shown.equals("0") ? "off" : "on";
  }
}
