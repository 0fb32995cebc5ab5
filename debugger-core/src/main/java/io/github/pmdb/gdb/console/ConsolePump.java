package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.PollSet;
import io.github.pmdb.gdb.pty.PtyReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Reads gdb's console and its program's terminal all the time, so that neither ever has to wait,
/// and hands the bytes to the line that runs, or to whoever listens between lines.
///
/// What the program wrote before gdb told of its stop is shown before gdb's words: when both are
/// there, the program's come first, save that a line that gdb has begun is ended before.
final class ConsolePump implements Runnable, PromptFilter.Receiver {
  /// How often a quiet pump looks whether gdb is alive; milliseconds.
  private static final int IDLE = 100;

  /// Rounds of [#IDLE] that a gdb gets to end after it closed its console.
  private static final int LAST_ROUNDS = 50;

  private final GdbProcess gdb;
  private final IdleOutput between;
  private final PromptFilter filter;
  private final LineEnd consoleLine = new LineEnd();
  private final Object lock = new Object();
  private @Nullable ConsoleRun run;
  private @Nullable ConsoleResult ended;
  private volatile boolean stopped;

  ConsolePump(GdbProcess gdb, IdleOutput between) {
    this.gdb = gdb;
    this.between = between;
    this.filter = new PromptFilter(gdb.marker(), this);
  }

  /// Gives what comes from now on to this line.
  ///
  /// @return false when gdb has ended already, and the line with it
  boolean show(ConsoleRun next) {
    synchronized (lock) {
      run = next;
      if (ended != null) {
        next.finish(ended);
      }
      return ended == null;
    }
  }

  /// Gives what comes from now on to who listens between lines.
  void hide() {
    synchronized (lock) {
      run = null;
    }
  }

  /// Whether gdb has taken the line, and all that it wrote so far has been read, and no prompt in
  /// it.
  boolean hasShownAll(ConsoleRun line) {
    try (Arena arena = Arena.ofConfined()) {
      PollSet set = new PollSet(arena, 1);
      set.watch(0, gdb.console().fd(), PollSet.POLLIN);
      synchronized (lock) {
        return line.taken() && line.result().isEmpty() && !set.poll(0);
      }
    }
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined();
        PtyReader console = new PtyReader(gdb.console().fd());
        PtyReader inferior = new PtyReader(gdb.inferior().master().fd())) {
      PollSet both = new PollSet(arena, 2);
      boolean more = true;
      while (more && !stopped) {
        more = round(both, console, inferior);
      }
      drain(inferior);
      finish(stopped ? new ConsoleResult.Abandoned() : ending());
    } catch (IOException e) {
      finish(new ConsoleResult.Died("its terminal failed: " + e.getMessage()));
    }
  }

  /// @return false when gdb has gone
  private boolean round(PollSet both, PtyReader console, PtyReader inferior) throws IOException {
    both.watch(0, gdb.console().fd(), PollSet.POLLIN);
    both.watch(1, gdb.inferior().master().fd(), PollSet.POLLIN);
    boolean something = both.poll(IDLE);
    int length;
    synchronized (lock) {
      length = console.read(0);
      int begun = length > 0 ? restOfLine(console.bytes(), length) : 0;
      feed(console.bytes(), 0, begun);
      drain(inferior);
      feed(console.bytes(), begun, length);
    }
    if (length > 0) {
      return true;
    }
    if (!something) {
      idle();
    }
    return length == PtyReader.NOTHING && (something || gdb.alive());
  }

  /// How many bytes end the line that gdb has begun; none where the line goes on, since then a
  /// prompt may be among them, which ends the run.
  private int restOfLine(byte[] bytes, int length) {
    for (int i = 0; consoleLine.open() && i < length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private void feed(byte[] bytes, int from, int to) {
    if (from < to) {
      consoleLine.follow(bytes, from, to);
      filter.feed(Arrays.copyOfRange(bytes, from, to), to - from);
    }
  }

  private void idle() {
    synchronized (lock) {
      filter.idle();
      if (run != null) {
        run.idle();
      }
    }
  }

  private void drain(PtyReader inferior) throws IOException {
    int length;
    while ((length = inferior.read(0)) > 0) {
      synchronized (lock) {
        if (run != null) {
          run.inferiorText(inferior.bytes(), 0, length);
        } else {
          between.output(inferior.bytes(), 0, length);
        }
      }
    }
    if (length == PtyReader.HUNG_UP) {
      gdb.inferior().reopen();
    }
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    synchronized (lock) {
      if (run != null) {
        run.consoleText(bytes, from, to);
      } else {
        between.output(bytes, from, to);
      }
    }
  }

  @Override
  public void prompt() {
    synchronized (lock) {
      if (run != null) {
        run.prompt();
      }
    }
  }

  private ConsoleResult ending() {
    for (int i = 0; i < LAST_ROUNDS && gdb.alive(); i++) {
      LockSupport.parkNanos(IDLE * 1_000_000L);
    }
    return gdb.exitCode().isEmpty()
        ? new ConsoleResult.Died("it closed its console")
        : GdbEnding.of(gdb.exitCode().getAsInt());
  }

  private void finish(ConsoleResult how) {
    synchronized (lock) {
      ended = how;
      if (run != null) {
        run.finish(how);
      }
    }
  }
}
