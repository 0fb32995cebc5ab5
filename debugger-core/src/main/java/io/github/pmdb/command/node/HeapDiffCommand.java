package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.heapdiff.HeapDiff;
import io.github.pmdb.node.heapdiff.Moment;
import io.github.pmdb.node.heapdiff.ObjectKind;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Targets;
import io.github.pmdb.thread.Cancellation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// `heapdiff BEFORE [AFTER]`: what grew between two moments.
public final class HeapDiffCommand implements Command<HeapDiffCommand.Grown> {
  private static final int TOP = 20;
  private static final int SAMPLES = 3;
  private static final int SECONDS = 10;
  private static final Duration NAP = Duration.ofMillis(50);

  /// Objects of one kind.
  ///
  /// @param properties of their shape, where shapes are told apart
  /// @param newObjects addresses of some that were not there before
  public record Growth(
      String name,
      List<String> properties,
      long instancesBefore,
      long instancesAfter,
      long bytesBefore,
      long bytesAfter,
      List<String> newObjects) {
    long moreInstances() {
      return instancesAfter - instancesBefore;
    }

    long moreBytes() {
      return bytesAfter - bytesBefore;
    }
  }

  /// @param rows those that grew most first
  /// @param otherRows how many more kinds grew
  /// @param moreBytes of all kinds that are told: what grew less what shrank
  /// @param pauses how long processes were stopped
  public record Grown(
      List<Growth> rows,
      int otherRows,
      long moreInstances,
      long moreBytes,
      List<String> pauses,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "heapdiff",
            Group.JAVASCRIPT,
            "Tell what grew on the heap of Node.js between two moments",
            """
            Each moment is a core, a .heapsnapshot, or a process, which is stopped while it is read;
            without AFTER it is the target that is open. The same process twice is read twice, some
            seconds apart. Objects are new where there was none of their kind at their address
            before; some that a collection has moved are among them. A .heapsnapshot tells neither
            addresses nor shapes, and has no garbage, so garbage is left out of the other moment
            too; one that V8 wrote has SafeMap and SafeSet of Node.js itself among Map and Set.
            """)
        .alias("v8 heapdiff")
        .required("BEFORE", Kind.FILE, "a core, a .heapsnapshot or a process id")
        .optional("AFTER", Kind.FILE, "the same; the target that is open if not given")
        .optional("-d", Kind.FLAG, "by shape: with the names of properties")
        .optional("--live", Kind.FLAG, "without garbage; takes longer")
        .optional("--internal", Kind.FLAG, "with V8's own objects, in parentheses")
        .optional("--sort", Kind.WORD, "by `size` or `count`; `size` if not given")
        .optional("--top", Kind.INTEGER, "so many rows, 20 if not given")
        .optional("--seconds", Kind.INTEGER, "wait so long between two moments of a process, 10")
        .example("heapdiff before.core", "what is more now than in that core")
        .example("heapdiff 4711 4711 --seconds 60", "what a process gains in a minute");
  }

  @Override
  public Grown run(Session session, Arguments arguments) {
    String before = arguments.first().orElseThrow();
    Optional<String> after = arguments.positional().stream().skip(1).findFirst();
    boolean file =
        HeapMoments.isSnapshot(before) || after.filter(HeapMoments::isSnapshot).isPresent();
    HeapMoments moments = new HeapMoments(session, file || arguments.has("--live"));
    if (after.isEmpty()) {
      session.target();
    }
    boolean shapes = arguments.has("-d");
    if (file && shapes) {
      throw new UserError("a .heapsnapshot has no shapes", "without -d, constructors are compared");
    }
    Moment old = moments.of(before);
    if (after.equals(Optional.of(before)) && Targets.pid(before).isPresent()) {
      sleep(session, Duration.ofSeconds(NodeView.number(arguments, "--seconds", SECONDS)));
    }
    Moment now = after.map(moments::of).orElseGet(moments::ofTarget);
    HeapDiff diff = new HeapDiff(old, now, shapes, arguments.has("--internal") && !file);
    return grown(diff, moments, arguments);
  }

  /// The target that is open is copied as a process is that is named.
  @Override
  public Set<Need> needs(Arguments arguments) {
    return arguments.positional().size() > 1 ? spec().needs() : Set.of(Need.COPY);
  }

  private static void sleep(Session session, Duration time) {
    session.progress("waits for %d seconds".formatted(time.toSeconds()));
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Cancellation.check();
      try {
        Thread.sleep(NAP);
      } catch (InterruptedException _) {
        throw new UserError("cancelled", "");
      }
    }
  }

  private static Grown grown(HeapDiff diff, HeapMoments moments, Arguments arguments) {
    Comparator<HeapDiff.Row> order =
        switch (arguments.value("--sort").orElse("size")) {
          case "size" -> Comparator.comparingLong(HeapDiff.Row::moreBytes);
          case "count" -> Comparator.comparingLong(HeapDiff.Row::moreInstances);
          default -> throw new UserError("--sort does not know that", "size or count");
        };
    Predicate<HeapDiff.Row> grew = row -> row.moreBytes() > 0 || row.moreInstances() > 0;
    List<HeapDiff.Row> more = diff.rows().stream().filter(grew).sorted(order.reversed()).toList();
    List<HeapDiff.Row> top = more.stream().limit(NodeView.number(arguments, "--top", TOP)).toList();
    Map<ObjectKind, List<Long>> fresh =
        diff.fresh(top.stream().map(HeapDiff.Row::kind).toList(), SAMPLES);
    return new Grown(
        top.stream().map(row -> growth(row, fresh.getOrDefault(row.kind(), List.of()))).toList(),
        more.size() - top.size(),
        diff.rows().stream().mapToLong(HeapDiff.Row::moreInstances).sum(),
        diff.rows().stream().mapToLong(HeapDiff.Row::moreBytes).sum(),
        moments.pauses(),
        moments.problems());
  }

  private static Growth growth(HeapDiff.Row row, List<Long> fresh) {
    return new Growth(
        row.kind().name(),
        row.kind().properties(),
        row.before().instances(),
        row.after().instances(),
        row.before().bytes(),
        row.after().bytes(),
        fresh.stream().map(Addresses::hex).toList());
  }

  @Override
  public Document text(Session session, Grown value) {
    Document page = new Document();
    page.line(
        Style.HEADING,
        "%12s %12s %12s %14s  %s".formatted("Before", "After", "More", "More bytes", "Name"));
    for (Growth row : value.rows()) {
      Line line =
          new Line()
              .add(
                  "%12d %12d %+12d %+14d  "
                      .formatted(
                          row.instancesBefore(),
                          row.instancesAfter(),
                          row.moreInstances(),
                          row.moreBytes()))
              .add(Style.JAVASCRIPT, row.name().isEmpty() ? "(anonymous)" : row.name());
      if (!row.properties().isEmpty()) {
        line.add(": " + FindJsObjects.properties(row.properties()));
      }
      if (!row.newObjects().isEmpty()) {
        line.add("  new: ").add(Style.ADDRESS, String.join(" ", row.newObjects()));
      }
      page.line(line);
    }
    page.line(
        "%+d instances, %+d bytes in all%s"
            .formatted(
                value.moreInstances(),
                value.moreBytes(),
                value.otherRows() == 0 ? "" : "; %d rows more".formatted(value.otherRows())));
    value.pauses().forEach(page::line);
    return Notes.append(page, value.problems());
  }
}
