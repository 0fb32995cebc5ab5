package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.Cancellation;
import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.stream.HitRow.Value;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.symbols.SymbolGdb;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.trace.Plan;
import io.github.pmdb.uprobe.trace.TraceRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Runs a trace breakpoint on a process and hands over each hit. The process is never stopped: the
/// expressions are compiled from its file, by a gdb that has no process.
public final class TraceStream {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final long pid;
  private final Sink sink;
  private long shown;
  private long lost;

  private TraceStream(long pid, Sink sink) {
    this.pid = pid;
    this.sink = sink;
  }

  /// Who is told, in order, while it goes on.
  public interface Sink {
    void hit(HitRow row, Document text);

    /// Something about the trace itself.
    void note(String text);
  }

  /// Returns when the time is over, there were hits enough, the process has ended, or the running
  /// command is cancelled.
  ///
  /// @throws UserError when something asked for cannot be had
  public static void run(LiveSnapshot process, GdbLaunch gdb, TraceWish wish, Sink sink) {
    TraceSpec spec = TraceSpec.parse(wish.spec());
    LoadedObject program = program(process);
    try (Symbols symbols = SymbolGdb.open(gdb, file(program), program.loadBias());
        TraceRun run = TraceRun.start(spec, symbols, new ProcessPlaces(process))) {
      new TraceStream(process.process().pid(), sink)
          .follow(run, new HitReader(process, symbols, spec.format()), wish);
    }
  }

  private static LoadedObject program(LiveSnapshot process) {
    return process.objects().stream()
        .filter(LoadedObject::isExecutable)
        .findFirst()
        .orElseThrow(() -> new UserError("the process has no program that could be found", ""));
  }

  private static Path file(LoadedObject program) {
    if (program.file() instanceof FileMatch.Found found) {
      return found.path();
    }
    throw new UserError(
        "the file of %s is not at hand, or was replaced since the process started"
            .formatted(program.path()),
        "Probes go into the file that the process runs: put it back, or restart the process.");
  }

  private void follow(TraceRun run, HitReader reader, TraceWish wish) {
    run.plans().forEach(this::tell);
    long end = System.nanoTime() + wish.time().toNanos();
    boolean there = true;
    while (there && shown < wish.most() && System.nanoTime() - end < 0 && !cancelled()) {
      // Asked before the hits are read, so that the last ones before its end are not passed over.
      there = ProcDirectory.of(pid).exists();
      run.await(there ? LOOK : Duration.ZERO);
      run.drain(hit -> {
        if (shown < wish.most()) {
          shown++;
          HitRow row = reader.row(hit);
          sink.hit(row, text(row));
        }
      });
      tellLost(run.counts());
    }
    if (!there) {
      sink.note("process %d has ended".formatted(pid));
    }
    tellEnd(run.counts());
  }

  private static boolean cancelled() {
    return Cancellation.RUNNING.isBound() && Cancellation.RUNNING.get().cancelled();
  }

  private void tell(Plan plan) {
    sink.note("tracing process %d at %s".formatted(pid, Addresses.hex(plan.place())));
    plan.remarks().forEach(remark -> sink.note("left out: " + remark));
  }

  private void tellLost(Counts counts) {
    long now = counts.lost() + counts.crowded();
    if (now > lost) {
      sink.note("%d hits were lost: they came faster than they were read".formatted(now - lost));
      lost = now;
    }
  }

  private void tellEnd(Counts counts) {
    String text = "%d times there, %d shown".formatted(counts.hits(), shown);
    sink.note(
        counts.undecided() == 0
            ? text
            : text
                + ", %d times the condition could not be evaluated".formatted(counts.undecided()));
  }

  private static Document text(HitRow row) {
    Line line =
        new Line()
            .add(Style.DIM, clock(row))
            .add(" " + row.thread() + " ")
            .add(Style.NATIVE, row.threadName());
    if (!row.message().isEmpty()) {
      line.add("  " + row.message().stripTrailing());
    }
    add(line, row.values());
    Document page = new Document().line(line);
    for (int i = 0; i < row.stack().size(); i++) {
      Caller caller = row.stack().get(i);
      page.line(
          new Line()
              .add("    #%-2d ".formatted(i))
              .add(Style.ADDRESS, Addresses.hex(caller.address()))
              .add(" " + caller.name()));
    }
    return page;
  }

  private static String clock(HitRow row) {
    return TIME.format(Instant.ofEpochMilli(row.time()).plus(row.micros(), ChronoUnit.MICROS));
  }

  private static void add(Line line, List<Value> values) {
    String between = "  ";
    for (Value value : values) {
      line.add(between + value.expression() + " = ");
      line.add(value.missing() ? Style.WARNING : Style.PLAIN, value.text());
      between = ", ";
    }
  }
}
