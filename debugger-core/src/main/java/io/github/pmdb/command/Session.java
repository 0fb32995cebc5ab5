package io.github.pmdb.command;

import io.github.pmdb.breakin.PythonBreakpoints;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.source.SourceFinder;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What commands may see and change of the running session.
public interface Session {
  /// @throws io.github.pmdb.snapshot.UserError when nothing is open
  Target target();

  /// Kernel thread id of the selected thread.
  long selectedThread();

  void selectThread(long tid);

  /// The script frame that py-up and py-down moved to, in the selected thread.
  Optional<SelectedScriptFrame> selectedScriptFrame();

  void selectScriptFrame(SelectedScriptFrame frame);

  /// The Python breakpoints that the session has set.
  PythonBreakpoints breakpoints();

  /// Finds the sources of script frames.
  SourceFinder sources();

  /// Where separate debug files are looked for; empty for the system's own.
  List<Path> debugDirectories();

  /// What goes on beside the commands, and where it tells of itself.
  Background background();

  /// Asks for the session to end after the running command.
  void end();

  /// Tells a person that something takes long; replaced by the next call, gone at the end.
  void progress(String what);

  /// What the session itself has to tell below the answer of the command that met it, each once.
  default List<Problem> takeNotes() {
    return List.of();
  }

  record SelectedScriptFrame(ScriptThread thread, ScriptFrame frame) {}
}
