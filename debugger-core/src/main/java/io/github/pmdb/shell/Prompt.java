package io.github.pmdb.shell;

import io.github.pmdb.command.Session;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.Target;
import java.util.Optional;

/// The prompt: what is open, the selected thread and its frame: `core.python.1 t4711 #0 (pmdb) `.
final class Prompt {
  private Prompt() {}

  static Line of(Session session) {
    Line line = new Line();
    try {
      Target target = session.target();
      line.add(Style.DIM, target.title() + " ");
      where(session, target).ifPresent(where -> line.add(Style.DIM, where + " "));
    } catch (UserError e) {
      // The prompt is no place for a story; the next command tells it.
      line.add(Style.WARNING, "[" + e.getMessage() + "] ");
    }
    return line.add(Style.EMPHASIS, "(pmdb)").add(" ");
  }

  private static Optional<String> where(Session session, Target target) {
    Optional<Engine> engine = target.startedEngine().filter(Engine::alive);
    if (engine.isPresent() && !engine.get().stopped()) {
      return Optional.of("running");
    }
    long tid = session.selectedThread();
    Optional<String> frame =
        session
            .selectedScriptFrame()
            .map(f -> "py#" + f.frame().level())
            // One that turned out to hang a moment ago is asked nothing more.
            .or(() -> engine.filter(Engine::alive).map(e -> "#" + e.selection().frameLevel()));
    return Optional.of("t" + tid + frame.map(f -> " " + f).orElse(""));
  }
}
