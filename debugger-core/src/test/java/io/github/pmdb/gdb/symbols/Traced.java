package io.github.pmdb.gdb.symbols;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.ValueText;
import io.github.pmdb.uprobe.event.Event;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Form;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.TraceRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The fixture `logged`, running, and the log of what is true in it.
final class Traced implements AutoCloseable {
  private final Path truth;
  private final RunningFixture running;
  private final LiveSnapshot process;
  private final Symbols symbols;
  private final Instructions code;

  /// @param flags for the compiler
  Traced(String... flags) {
    this(Fixture.compile("logged", flags));
  }

  /// @param program that writes its log to the file that is its argument
  Traced(Path program) {
    try {
      truth = Files.createTempFile("logged", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    running = Fixture.start(List.of(program.toString(), truth.toString()));
    process = LiveProcess.open(running.pid());
    LoadedObject object =
        process.objects().stream().filter(LoadedObject::isExecutable).findFirst().orElseThrow();
    code = new ProcessPlaces(process).code(object);
    symbols =
        new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0)
            .open(program, object.loadBias());
  }

  /// What a trace streams while the program makes so many calls, one line for each hit with the
  /// values separated by blanks.
  List<String> trace(String spec, int calls) {
    return trace(spec, calls, 0);
  }

  /// @param undecided at how many hits the condition could not be evaluated
  List<String> trace(String spec, int calls, int undecided) {
    List<String> lines = new ArrayList<>();
    try (TraceRun run = TraceRun.start(TraceRun.plans(wanted(spec), symbols, code), code)) {
      running.ask("go " + calls);
      run.drain(hit -> lines.add(line(hit)));
      if (run.counts().hits() != calls || run.counts().undecided() != undecided) {
        throw new AssertionError(run.counts() + " for " + calls + " calls");
      }
    }
    return lines;
  }

  private static TraceRun.Wanted wanted(String spec) {
    return new TraceRun.Wanted(TraceSpec.parse(spec), Form.HITS, Long.MAX_VALUE);
  }

  private String line(Hit hit) {
    List<String> words = new ArrayList<>();
    ValueText text = new ValueText(symbols);
    Event event = hit.event();
    for (int i = 0; i < event.values().size(); i++) {
      if (hit.plan().fields().get(i) instanceof Field.Expression field) {
        words.add(text.of(field.type(), event.values().get(i)).text());
      }
    }
    return String.join(" ", words);
  }

  /// The log, one line for each call so far.
  List<String> truth() {
    try {
      return Files.readAllLines(truth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    symbols.close();
    process.close();
    running.close();
    try {
      Files.delete(truth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
