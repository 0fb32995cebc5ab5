package io.github.pmdb.command;

import io.github.pmdb.breakin.PythonBreakpoints;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.ProgramSources;
import io.github.pmdb.source.SourceFinder;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A session without a target.
final class FakeSession implements Session {
  boolean ended;

  @Override
  public Target target() {
    throw new UserError("nothing is open", "");
  }

  @Override
  public long selectedThread() {
    return target().snapshot().threads().getFirst().tid();
  }

  @Override
  public void selectThread(long tid) {
    throw new UserError("nothing is open", "");
  }

  @Override
  public Optional<SelectedScriptFrame> selectedScriptFrame() {
    return Optional.empty();
  }

  @Override
  public void selectScriptFrame(SelectedScriptFrame frame) {}

  @Override
  public PythonBreakpoints breakpoints() {
    return new PythonBreakpoints();
  }

  @Override
  public List<Path> debugDirectories() {
    return List.of();
  }

  @Override
  public SourceFinder sources() {
    return new SourceFinder(
        List.of(), List.of(), () -> target().snapshot().process(), ProgramSources.NONE);
  }

  @Override
  public Background background() {
    return new Background();
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void progress(String what) {}
}
