package io.github.pmdb.command;

import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.source.ProgramSources;
import io.github.pmdb.target.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What the interpreters of a target tell of its sources.
record InspectedSources(Supplier<Target> target) implements ProgramSources {

  private Stream<SourceInspector> inspectors() {
    return target.get().interpreters().inspectors().stream()
        .filter(SourceInspector.class::isInstance)
        .map(SourceInspector.class::cast);
  }

  @Override
  public Optional<List<String>> kept(String name) {
    return first(inspectors(), name);
  }

  @Override
  public Optional<List<String>> originals(String name) {
    return first(inspectors().filter(SourceInspector::keepsOriginals), name);
  }

  @Override
  public Optional<List<String>> copy(String name) {
    return first(inspectors().filter(inspector -> !inspector.keepsOriginals()), name);
  }

  private static Optional<List<String>> first(Stream<SourceInspector> inspectors, String name) {
    return inspectors.flatMap(inspector -> inspector.source(name).stream()).findFirst();
  }

  @Override
  public Optional<String> file(String name) {
    return inspectors().flatMap(inspector -> inspector.file(name).stream()).findFirst();
  }

  @Override
  public String doubt(ScriptFrame frame, Path file, List<String> lines) {
    return inspectors()
        .map(inspector -> inspector.doubt(frame, file, lines))
        .filter(doubt -> !doubt.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public Optional<Instant> running() {
    return inspectors().flatMap(inspector -> inspector.running().stream()).findFirst();
  }
}
