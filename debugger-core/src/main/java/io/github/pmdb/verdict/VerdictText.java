package io.github.pmdb.verdict;

import io.github.pmdb.output.Count;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The verdict for a person: the sentence first, then what it rests on.
public final class VerdictText {
  private static final int MOST_THREADS = 12;
  private static final int MOST_MODULES = 8;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

  private final Function<Verdict.FirstFrames, Document> frames;

  /// @param frames how a stack is shown
  public VerdictText(Function<Verdict.FirstFrames, Document> frames) {
    this.frames = frames;
  }

  public Document show(Verdict verdict) {
    Document out = new Document();
    out.line(
        verdict.kind() == VerdictKind.RUNNING ? Style.HEADING : Style.ERROR, verdict.headline());
    verdict.reasons().forEach(r -> out.line(Line.of("  " + r)));
    out.blank();
    program(out, verdict);
    completeness(out, verdict);
    modules(out, verdict.modules());
    verdict.interpreters().forEach(i -> interpreter(out, i));
    threads(out, verdict.threads());
    verdict.stack().ifPresent(s -> stack(out, s));
    verdict.problems().forEach(p -> problem(out, p));
    return out;
  }

  private static Line field(String name) {
    return new Line().add(Style.DIM, "%-11s".formatted(name));
  }

  private static void program(Document out, Verdict verdict) {
    Verdict.Program p = verdict.program();
    String command =
        p.arguments().isEmpty() ? p.executable().orElse(p.name()) : String.join(" ", p.arguments());
    out.line(field("program").add(command.isEmpty() ? "not known" : command));
    p.executable()
        .filter(e -> p.arguments().isEmpty() || !e.equals(p.arguments().getFirst()))
        .ifPresent(e -> out.line(field("executable").add(e)));
    Line who = field("process").add("pid " + p.pid());
    p.parentPid().ifPresent(x -> who.add(", parent " + x));
    p.uid().ifPresent(x -> who.add(", uid " + x));
    out.line(who.add(", " + p.architecture()));
    p.dumpTime().ifPresent(ms -> out.line(field("written").add(when(Instant.ofEpochMilli(ms)))));
  }

  private static String when(Instant time) {
    Duration ago = Duration.between(time, Instant.now());
    return "%s, %s ago".formatted(TIME.format(time.atZone(ZoneId.systemDefault())), inWords(ago));
  }

  static String inWords(Duration age) {
    if (age.toDays() > 1) {
      return Count.of(age.toDays(), "day");
    }
    if (age.toHours() > 1) {
      return Count.of(age.toHours(), "hour");
    }
    return age.toMinutes() > 1
        ? Count.of(age.toMinutes(), "minute")
        : Count.of(Math.max(0, age.toSeconds()), "second");
  }

  private static void completeness(Document out, Verdict verdict) {
    verdict
        .completeness()
        .ifPresent(c -> {
          if (c.complete()) {
            out.line(field("core").add("complete, " + Bytes.inWords(c.actualBytes())));
            return;
          }
          out.line(field("core").add(Style.WARNING, CutCore.cut(c)));
          c.missing().stream()
              .limit(MOST_MODULES)
              .forEach(m -> out.line(Line.of(Style.WARNING, "             " + Bytes.cut(m))));
          int more = c.missing().size() - MOST_MODULES;
          if (more > 0) {
            out.line(Style.DIM, "             and %d more".formatted(more));
          }
        });
  }

  private static void modules(Document out, List<Verdict.ModuleLine> modules) {
    long good = modules.stream().filter(m -> isGood(m)).count();
    out.line(field("modules").add("%d of %d found".formatted(good, modules.size())));
    List<Verdict.ModuleLine> bad = modules.stream().filter(m -> !isGood(m)).toList();
    for (Verdict.ModuleLine m : bad.subList(0, Math.min(bad.size(), MOST_MODULES))) {
      out.line(
          new Line()
              .add("           ")
              .add(Style.WARNING, m.state() + " ")
              .add(m.path() + ": " + m.detail()));
    }
    if (bad.size() > MOST_MODULES) {
      out.line(Style.DIM, "           and %d more".formatted(bad.size() - MOST_MODULES));
    }
  }

  private static boolean isGood(Verdict.ModuleLine module) {
    return module.state().equals("found") || module.state().equals("in memory");
  }

  private static void interpreter(Document out, Verdict.InterpreterLine i) {
    out.line(field("inside").add(i.readable() ? Style.PYTHON : Style.WARNING, i.title()));
    i.facts().forEach(f -> out.line(Line.of("           " + f)));
  }

  private static void threads(Document out, List<Verdict.ThreadLine> threads) {
    out.line(field("threads").add(String.valueOf(threads.size())));
    for (Verdict.ThreadLine t : threads.subList(0, Math.min(threads.size(), MOST_THREADS))) {
      Line line =
          new Line()
              .add("           %d".formatted(t.tid()))
              .add(t.name().isEmpty() ? "" : " " + t.name());
      line.add(Style.DIM, t.state().isEmpty() ? "" : "  " + t.state());
      out.line(line.add(t.note().isEmpty() ? "" : "  " + t.note()));
    }
    if (threads.size() > MOST_THREADS) {
      out.line(
          Style.DIM,
          "           and %d more (`threads` shows all)".formatted(threads.size() - MOST_THREADS));
    }
  }

  private void stack(Document out, Verdict.FirstFrames stack) {
    out.blank();
    out.line(Style.HEADING, "Thread %d:".formatted(stack.tid()));
    out.append(frames.apply(stack));
    if (stack.more() > 0) {
      out.line(Style.DIM, "  and %d more (`stacks` shows all)".formatted(stack.more()));
    }
  }

  private static void problem(Document out, Problem problem) {
    out.line(new Line().add(Style.WARNING, "note: ").add(problem.what()));
    if (!problem.hint().isEmpty()) {
      out.line(new Line().add("      ").add(Style.DIM, problem.hint()));
    }
  }
}
