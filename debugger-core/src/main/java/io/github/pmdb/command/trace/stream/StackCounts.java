package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.TracedCode;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Joining;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Counts;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Form;
import io.github.pmdb.uprobe.trace.Hit;
import io.github.pmdb.uprobe.trace.TraceRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Counts by which callers places are come by.
public final class StackCounts implements AutoCloseable {
  /// More is a recursion.
  private static final int MOST_FRAMES = 120;

  /// Different stacks that are kept; others are counted together.
  private static final int MOST_STACKS = 20_000;

  /// Of a script, which takes more room for each than native ones.
  private static final int MOST_SCRIPTED = 60;

  private static final List<String> OTHERS = List.of("(other stacks)");

  private static final Duration LOOK = Duration.ofMillis(50);

  private final Subject subject;
  private final TraceRun run;
  private final StackReader reader;
  private final Map<List<String>, Long> counts = new HashMap<>();
  private final AtomicLong looked = new AtomicLong();
  private volatile boolean stopped;

  /// What ended the looking before its time.
  private volatile @Nullable Throwable failure;

  private final Thread looking;

  private StackCounts(Subject subject, TraceRun run) {
    this.subject = subject;
    this.run = run;
    this.reader = new StackReader(subject, Optional.empty());
    // Not on the thread of a command, which is interrupted: files are closed by that.
    this.looking = Thread.ofPlatform().daemon().name("stacks").unstarted(this::look);
  }

  /// How callers are found.
  public enum How {
    /// By unwind tables.
    TABLES(" print bt " + MOST_FRAMES),
    /// By frame pointers, in the kernel.
    POINTERS(" print bt fp " + MOST_FRAMES),
    /// By unwind tables, with those of a script among them.
    WITH_SCRIPT(TABLES.items + ", py-bt " + MOST_SCRIPTED);

    private final String items;

    How(String items) {
      this.items = items;
    }
  }

  /// Counts from now on.
  ///
  /// @param subject stays open as long as this is
  /// @param where `LOCATION [if CONDITION]`
  /// @param how the callers are found
  /// @param perSecond how many stacks are looked at in a second at most
  /// @throws io.github.pmdb.snapshot.UserError when something asked for cannot be had
  public static StackCounts start(Subject subject, String where, How how, long perSecond) {
    TraceSpec asked = TraceSpec.parse(where);
    if (asked.format().isPresent() || !asked.items().isEmpty()) {
      throw new UserError(
          "trace-stacks counts callers, and takes no `print`", "trace prints what is asked for");
    }
    TraceSpec whole = TraceSpec.parse(where + how.items);
    TracedCode code = subject.code(whole.location().text());
    TraceRun.Wanted wanted =
        new TraceRun.Wanted(
            whole.at(code.location()), Form.HITS, perSecond, new ScriptReader(subject));
    TraceRun run =
        TraceRun.start(
            TraceRun.plans(wanted, code.symbols(), code.instructions()), code.instructions());
    StackCounts counts = new StackCounts(subject, run);
    try {
      counts.looking.start();
      subject.begin();
      return counts;
    } catch (RuntimeException | Error e) {
      counts.close();
      throw e;
    }
  }

  private void look() {
    try {
      while (!stopped) {
        run.await(LOOK);
        run.drain(this::add);
      }
      run.drain(this::add);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /// Looks at what has come, and at nothing that comes later.
  public void stop() {
    stopped = true;
    Joining.join(looking);
  }

  private void add(Hit hit) {
    looked.incrementAndGet();
    List<String> stack = names(hit);
    boolean room = counts.size() < MOST_STACKS || counts.containsKey(stack);
    counts.merge(room ? stack : OTHERS, 1L, Long::sum);
  }

  private List<String> names(Hit hit) {
    int pid = hit.event().process();
    Captured stack = hit.event().values().get(place(hit, Field.Backtrace.class).orElseThrow());
    OptionalInt script = place(hit, Field.Script.class);
    if (script.isPresent()
        && stack instanceof Captured.StackCopy thread
        && hit.event().values().get(script.getAsInt()) instanceof Captured.Frames frames) {
      String language =
          ((Field.Script) hit.plan().fields().get(script.getAsInt())).item().language();
      try {
        return reader.functions(thread, pid, MOST_FRAMES, frames, subject.runtime(language, false));
      } catch (UserError | MemoryFault _) {
        // The process may end while it is read.
      }
    }
    return reader.callers(stack, pid, MOST_FRAMES).stream().map(HitRow.Caller::function).toList();
  }

  private static OptionalInt place(Hit hit, Class<? extends Field> kind) {
    List<Field> fields = hit.plan().fields();
    return IntStream.range(0, fields.size())
        .filter(i -> kind.isInstance(fields.get(i)))
        .findFirst();
  }

  /// Whether there is nothing more to come.
  public boolean over() {
    return failure != null || subject.over();
  }

  /// How often each stack was seen, innermost function first. To be asked when it was stopped.
  ///
  /// @throws UserError when it ended by itself
  public Map<List<String>, Long> counts() {
    Throwable cause = failure;
    if (cause != null) {
      throw new UserError("the stacks could not be read any further: " + cause, "", cause);
    }
    return Map.copyOf(counts);
  }

  public long looked() {
    return looked.get();
  }

  /// What is left out, with the reasons.
  public List<String> leftOut() {
    return run.plans().stream().flatMap(plan -> plan.remarks().stream()).distinct().toList();
  }

  public Counts hits() {
    return run.counts();
  }

  @Override
  public void close() {
    stop();
    run.close();
  }
}
