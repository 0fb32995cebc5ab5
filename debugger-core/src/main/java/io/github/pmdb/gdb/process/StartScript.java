package io.github.pmdb.gdb.process;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The commands that gdb sources when it starts. They are in a file that only the user may read,
/// not on the command line, which the debuggee could see with the markers in it.
final class StartScript {
  private StartScript() {}

  /// @param environment of the user, before we changed the locale for gdb
  static String text(
      PromptMarker marker, Map<String, String> environment, String miTty, String inferiorTty) {
    return "set prompt "
        + marker.prompt("(gdb) ")
        + "\nset inferior-tty "
        + inferiorTty
        + "\n"
        + inferiorLocale(environment.get("LC_ALL"))
        + "\nnew-ui mi3 "
        + miTty
        + "\necho "
        + marker.ready().replace("\033", "\\033")
        + "\n";
  }

  /// gdb runs with a locale of ours (its messages untranslated); the debuggee gets the user's back.
  private static String inferiorLocale(@Nullable String locale) {
    return locale == null ? "unset environment LC_ALL" : "set environment LC_ALL " + locale;
  }

  /// Puts the markers around whatever the prompt becomes (`set prompt`, `set extended-prompt`, a
  /// prompt hook of the user's). A gdb without Python refuses this and keeps `set prompt` as above,
  /// until the user sets another prompt.
  static String pythonText(PromptMarker marker) {
    return """
    python
    def _pmdb_keep_prompt(before, after):
        def marked(hook):
            def shown(current):
                plain = current.replace(before, '').replace(after, '')
                changed = None if hook is None else hook(plain)
                return before + (plain if changed is None else changed) + after
            shown.pmdb = True
            return shown
        def keep(*ignored):
            if not getattr(gdb.prompt_hook, 'pmdb', False):
                gdb.prompt_hook = marked(gdb.prompt_hook)
        gdb.events.before_prompt.connect(keep)
        keep()
    _pmdb_keep_prompt('%s', '%s')
    del _pmdb_keep_prompt
    end
    """
        .formatted(python(marker.before()), python(marker.after()));
  }

  private static String python(String sequence) {
    return "\\001" + sequence.replace("\033", "\\033") + "\\002";
  }
}
