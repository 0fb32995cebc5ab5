package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.TracedCode;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.uprobe.agent.Dialect;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.event.RawRecord;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Form;
import io.github.pmdb.uprobe.trace.Formats;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.Plan;
import io.github.pmdb.uprobe.trace.TraceRun;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A trace breakpoint that runs, and hands over each hit.
public final class TraceStream implements AutoCloseable {
  /// Of places, one by one.
  private static final int MOST_TOLD = 20;

  private static final Pattern ARGUMENT = Pattern.compile("\\$arg\\d+");

  private static final Duration LOOK = Duration.ofMillis(50);

  /// For hits that came before it was ended.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Subject subject;
  private final TraceWish wish;
  private final Sink sink;
  private final TraceRun run;
  private final Instructions instructions;
  private final Children children;
  private final Function<Hit, List<HitRow>> reader;
  private final Optional<PlainHits> plain;

  /// Whether the sink may keep hits that came before those of [#plain].
  private boolean keeps;

  private volatile boolean stopped;
  private final AtomicLong shown = new AtomicLong();
  private long lost;

  /// Whether nobody is there any more to be told.
  private boolean unheard;

  private long unread;
  private long cancelledAt;

  private TraceStream(
      Subject subject,
      TraceWish wish,
      Sink sink,
      TraceRun run,
      Instructions instructions,
      Function<Hit, List<HitRow>> reader,
      Clock clock,
      boolean formatted) {
    this.subject = subject;
    this.wish = wish;
    this.sink = sink;
    this.run = run;
    this.instructions = instructions;
    this.children = new Children(subject, instructions.file().file().path(), sink::note);
    this.reader = reader;
    this.plain =
        wish.form() == Form.HITS && !formatted
            ? sink.plain().map(out -> new PlainHits(out, clock, tellsFunctions()))
            : Optional.empty();
  }

  /// Who is told, in order, while it goes on.
  public interface Sink {
    /// May be kept until [#flush].
    void hit(HitRow row, Document text);

    /// Where hits may be written as plain text, without any being handed over.
    default Optional<PrintStream> plain() {
      return Optional.empty();
    }

    /// All hits that there were by now have been told.
    ///
    /// @return whether there is still somebody to be told
    boolean flush();

    /// Something about the trace itself.
    void note(String text);

    /// What the kernel is about to be given, where that was asked for.
    void program(Document text);
  }

  /// Compiles, loads and attaches: hits are kept for [#follow] from now on.
  ///
  /// @param subject stays open as long as this is
  /// @param breakpoints where a debugger has some
  /// @throws UserError when something asked for cannot be had
  public static TraceStream start(
      Subject subject, TraceWish wish, Sink sink, Set<Long> breakpoints) {
    TraceSpec whole = TraceSpec.parse(wish.spec());
    TracedCode code = subject.code(whole.location().text());
    TraceSpec spec = whole.at(code.location());
    List<Plan> plans =
        TraceRun.plans(
            new TraceRun.Wanted(spec, wish.form(), wish.perSecond(), new ScriptReader(subject)),
            code.symbols(),
            code.instructions());
    requireNone(plans, breakpoints);
    if (wish.showsPrograms()) {
      plans.forEach(plan -> sink.program(ProgramText.of(plan, code.instructions())));
    }
    SourceLine lines = new SourceLine(code);
    told(plans).forEach(plan -> lines.of(plan.place()));
    TraceRun run = TraceRun.start(plans, code.instructions());
    Clock clock = new Clock();
    HitReader reader =
        new HitReader(
            subject, code.symbols(), Optional.of(lines), Formats.of(spec, wish.form()), clock);
    TraceStream stream =
        new TraceStream(
            subject,
            wish,
            sink,
            run,
            code.instructions(),
            rows(subject, wish, reader, sink),
            clock,
            spec.format().isPresent());
    try {
      stream.tellPlaces(lines);
      if (subject.standsStill()) {
        sink.note("a debugger holds %s: hits come when it goes on".formatted(subject.who()));
      }
      return stream;
    } catch (RuntimeException | Error e) {
      stream.close();
      throw e;
    }
  }

  /// The debugger would never stop there, and what each puts back the other one loses.
  private static void requireNone(List<Plan> plans, Set<Long> breakpoints) {
    for (Plan plan : plans) {
      if (breakpoints.contains(plan.probe())) {
        throw new UserError(
            "the debugger has a breakpoint at %s, which would never stop beside a probe"
                .formatted(Addresses.hex(plan.probe())),
            "delete the breakpoint (info breakpoints), or trace the line before or behind");
      }
    }
  }

  /// Where there are probes.
  List<Long> places() {
    return run.plans().stream().map(Plan::probe).distinct().toList();
  }

  /// Those that are told one by one. Their lines are asked for before there are probes: hits come
  /// from then on, and are not to wait for the debugger.
  private static List<Plan> told(List<Plan> plans) {
    return plans.stream().filter(plan -> !plan.isReturn()).limit(MOST_TOLD).toList();
  }

  private static Function<Hit, List<HitRow>> rows(
      Subject subject, TraceWish wish, HitReader reader, Sink sink) {
    return switch (wish.form()) {
      case HITS, CALLS -> hit -> List.of(reader.row(hit));
      case TREE -> new CallTree(subject, reader, sink::note)::rows;
    };
  }

  /// The programs that run in the kernel.
  public Document programs() {
    Document page = new Document();
    run.plans().forEach(plan -> page.append(ProgramText.of(plan, instructions)));
    return page;
  }

  /// How often the places were come by.
  public long hits() {
    return run.counts().hits();
  }

  public long shown() {
    return shown.get();
  }

  /// Makes [#follow] return soon.
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    run.close();
  }

  /// Hands over hits until the time is over, there were enough, nothing more can come, it is told
  /// to stop, or the running command is cancelled.
  public void follow() {
    subject.begin();
    long end = System.nanoTime() + wish.time().toNanos();
    boolean over = false;
    while (!over && shown() < wish.most() && System.nanoTime() - end < 0 && !cancelled()) {
      // Asked before the hits are read, so that the last ones before its end are not passed over.
      over = subject.over();
      run.await(over ? Duration.ZERO : LOOK);
      read();
      tellLost(run.counts());
      children.look();
    }
    if (over) {
      sink.note(subject.who() + " has ended");
    }
    if (!unheard && shown() < wish.most()) {
      run.detach();
      read();
      tellLost(run.counts());
    }
    tellEnd(run.counts());
  }

  private void read() {
    run.read((plan, record) -> {
      if (shown() >= wish.most()) {
        return;
      }
      if (unheard || tooLate()) {
        unread++;
      } else {
        show(plan, record);
      }
    });
    plain.ifPresent(PlainHits::flush);
    keeps = false;
    if (!sink.flush()) {
      unheard = true;
      stopped = true;
    }
  }

  /// Who ends it is still told what has come, but does not wait for it as long as that takes.
  private boolean tooLate() {
    if (!cancelled()) {
      return false;
    }
    long now = System.nanoTime();
    cancelledAt = cancelledAt == 0 ? now : cancelledAt;
    return now - cancelledAt > PATIENCE.toNanos();
  }

  private void show(Plan plan, RawRecord record) {
    if (plain.isPresent()) {
      if (keeps) {
        sink.flush();
        keeps = false;
      }
      if (plain.get().write(plan, record)) {
        shown.incrementAndGet();
        return;
      }
      plain.get().flush();
      keeps = true;
    }
    reader.apply(Hit.of(plan, record)).forEach(this::show);
  }

  private void show(HitRow row) {
    shown.incrementAndGet();
    sink.hit(row, HitText.of(row, tellsFunctions()));
  }

  private boolean tellsFunctions() {
    return run.plans().size() > 1 || wish.form() == Form.CALLS;
  }

  private boolean cancelled() {
    return stopped || (Cancellation.RUNNING.isBound() && Cancellation.RUNNING.get().cancelled());
  }

  private void tellPlaces(SourceLine line) {
    told(run.plans()).forEach(plan -> tell(plan, line.of(plan.place())));
    long more = run.plans().stream().filter(plan -> !plan.isReturn()).count() - MOST_TOLD;
    if (more > 0) {
      sink.note("and at %s more".formatted(Count.of(more, "place")));
    }
    tellNumbers();
    List<Long> passed = run.passed();
    if (!passed.isEmpty()) {
      sink.note(
          "the kernel takes no probe at %d of them, %s first"
              .formatted(passed.size(), Addresses.hex(passed.getFirst())));
    }
    if (!Dialect.running().sleeping()) {
      sink.note(
          "this kernel lets no program sleep at a probe (Linux 6.0 does): what is not in memory is"
              + " told as unreadable");
    }
  }

  /// Once, though it is so at each place.
  private void tellNumbers() {
    run.plans().stream()
        .filter(plan -> plan.function().isEmpty())
        .flatMap(plan -> plan.fields().stream())
        .filter(Field.Expression.class::isInstance)
        .map(field -> ((Field.Expression) field).name())
        .filter(name -> ARGUMENT.matcher(name).matches())
        .findFirst()
        .ifPresent(name ->
            sink.note(
                "without debug information %s is a number; the string that it leads to: (char *)%s"
                    .formatted(name, name)));
  }

  private void tell(Plan plan, String line) {
    String where = Addresses.hex(plan.place());
    sink.note(
        plan.probe() == plan.place()
            ? "tracing %s at %s%s".formatted(subject.who(), where, line)
            : "tracing %s at %s%s, by a probe at %s, which means the same and costs less"
                .formatted(subject.who(), where, line, Addresses.hex(plan.probe())));
    plan.remarks().forEach(remark -> sink.note("left out: " + remark));
  }

  private void tellLost(Counts counts) {
    long now = counts.lost() + counts.crowded();
    if (now > lost) {
      sink.note(
          "lost %s: they came faster than they were read".formatted(Count.of(now - lost, "hit")));
      lost = now;
    }
  }

  private void tellEnd(Counts counts) {
    StringBuilder text = new StringBuilder();
    text.append(
        wish.form() == Form.TREE
            ? "%d entries and returns, %s".formatted(counts.hits(), Count.of(shown(), "line"))
            : "%s there, %d shown".formatted(Count.of(counts.hits(), "time"), shown()));
    if (counts.undecided() > 0) {
      text.append(
          ", %s the condition could not be evaluated"
              .formatted(Count.of(counts.undecided(), "time")));
    }
    if (counts.passed() > 0) {
      text.append(", %d passed over by --rate".formatted(counts.passed()));
    }
    if (unread > 0 && !unheard) {
      text.append(", %d not read any more".formatted(unread));
    }
    sink.note(text.toString());
  }
}
