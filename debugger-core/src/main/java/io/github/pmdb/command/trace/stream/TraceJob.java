package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.Background;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Joining;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A trace in the background of a session: it tells its hits on a thread of its own. While it is
/// disabled nothing of it is in the kernel.
public final class TraceJob implements Background.Activity {
  private final int number;
  private final Supplier<Subject> subjects;
  private final Supplier<Set<Long>> breakpoints;
  private final TraceWish wish;
  private final Background background;
  private final Optional<PrintStream> output;
  private Background.State state = Background.State.DISABLED;
  private final List<String> remarks = new CopyOnWriteArrayList<>();
  private @Nullable Running running;
  private long hitsBefore;
  private long shownBefore;

  /// @param subjects opens whose code is traced, each time it is enabled
  /// @param breakpoints where a debugger has some, each time it is enabled
  /// @param output where hits go instead of above the prompt
  public TraceJob(
      int number,
      Supplier<Subject> subjects,
      Supplier<Set<Long>> breakpoints,
      TraceWish wish,
      Background background,
      Optional<PrintStream> output) {
    this.number = number;
    this.subjects = subjects;
    this.breakpoints = breakpoints;
    this.wish = wish;
    this.background = background;
    this.output = output;
  }

  private record Running(Subject subject, TraceStream stream, Thread thread) {}

  private final class Above implements TraceStream.Sink {
    /// What is told before is of the answer of whoever enabled it.
    private volatile boolean begun;

    @Override
    public void hit(HitRow row, Document text) {
      output.ifPresentOrElse(out -> out.print(text.text()), () -> background.tell(numbered(text)));
    }

    @Override
    public Optional<PrintStream> plain() {
      return output;
    }

    @Override
    public boolean flush() {
      return output.isEmpty() || !output.get().checkError();
    }

    @Override
    public void program(Document text) {
      background.tell(text);
    }

    @Override
    public void note(String text) {
      if (!begun) {
        remarks.add(text);
      } else {
        background.tell(new Document().line(mark().add(Style.DIM, text)));
      }
    }
  }

  private Line mark() {
    return new Line().add(Style.DIM, "[%d] ".formatted(number));
  }

  private Document numbered(Document text) {
    Document page = new Document();
    boolean first = true;
    for (Line line : text.lines()) {
      Line marked = first ? mark() : new Line();
      line.spans().forEach(span -> marked.add(span.style(), span.text()));
      page.line(marked);
      first = false;
    }
    return page;
  }

  /// What runs in the kernel for it.
  ///
  /// @throws UserError when nothing does
  public synchronized Document programs() {
    if (running == null) {
      throw new UserError("trace %d does not run".formatted(number), "enable trace " + number);
    }
    return running.stream().programs();
  }

  /// Where it has probes; nowhere when it does not run.
  public synchronized List<Long> places() {
    return running == null ? List.of() : running.stream().places();
  }

  /// What was told while it was enabled.
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  @Override
  public synchronized Background.Status status() {
    Running now = running;
    long hits = now == null ? 0 : now.stream().hits();
    long shown = now == null ? 0 : now.stream().shown();
    return new Background.Status(
        wish.spec(),
        state,
        hitsBefore + hits,
        shownBefore + shown,
        now == null ? List.of() : remarks());
  }

  @Override
  public synchronized void enable() {
    if (state == Background.State.ENDED) {
      throw new UserError("trace %d has ended".formatted(number), "trace " + wish.spec());
    }
    if (running != null) {
      return;
    }
    remarks.clear();
    Subject subject = subjects.get();
    try {
      Above sink = new Above();
      TraceStream stream = TraceStream.start(subject, wish, sink, breakpoints.get());
      Thread thread =
          Thread.ofPlatform().daemon().name("trace " + number).unstarted(() -> follow(stream));
      running = new Running(subject, stream, thread);
      state = Background.State.RUNNING;
      sink.begun = true;
      thread.start();
    } catch (RuntimeException | Error e) {
      subject.close();
      throw e;
    }
  }

  private void follow(TraceStream stream) {
    try {
      stream.follow();
    } catch (UserError e) {
      tellFailure(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // Nobody else would tell: this is the thread's end.
      tellFailure("the trace ends by a fault of pmdb: " + e);
    } finally {
      ended(stream);
    }
  }

  private void tellFailure(String why) {
    background.tell(new Document().line(mark().add(Style.ERROR, why)));
  }

  private synchronized void ended(TraceStream stream) {
    Running now = running;
    if (now != null && now.stream() == stream) {
      letGo(now, Background.State.ENDED);
    }
  }

  private void letGo(Running what, Background.State then) {
    hitsBefore += what.stream().hits();
    shownBefore += what.stream().shown();
    what.stream().close();
    what.subject().close();
    running = null;
    state = then;
  }

  @Override
  public void disable() {
    stop(Background.State.DISABLED);
  }

  @Override
  public void close() {
    stop(Background.State.ENDED);
    output.ifPresent(PrintStream::close);
  }

  private void stop(Background.State then) {
    Running what;
    synchronized (this) {
      what = running;
      running = null;
      if (what == null) {
        state = state == Background.State.ENDED ? state : then;
        return;
      }
      what.stream().stop();
    }
    // The ring is not to be unmapped while it is read.
    Joining.join(what.thread());
    synchronized (this) {
      letGo(what, then);
    }
  }
}
