package io.github.pmdb.watchdog;

import io.github.pmdb.output.Escape;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The watchdog process. Its input has lines: `gdb PID` names the debugger, `end` is a clean end,
/// `abandon` the end of a debugger that was never named; the end of the input means that pmdb died.
public final class WatchdogMain {
  static final String READY = "ready";
  static final String ENGINE = "gdb";
  static final String END = "end";
  static final String ABANDON = "abandon";

  /// gdb whose terminal has gone detaches and ends by itself (SIGHUP); one that hangs is ended.
  private static final long ENGINE_GRACE_SECONDS = 3;

  /// How long a breakpoint may be in place before it is known here.
  private static final long LOOK_MILLIS = 100;

  private final Repair repair;
  private final Native calls;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Optional<Long> engine = Optional.empty();

  private sealed interface Event {
    record Engine(long pid) implements Event {}

    record EngineEnded() implements Event {}

    record CleanEnd() implements Event {}

    record Abandoned() implements Event {}

    record PmdbDied() implements Event {}

    record TargetEnded() implements Event {}
  }

  private WatchdogMain(Repair repair, Native calls) {
    this.repair = repair;
    this.calls = calls;
  }

  public static void main(String[] args) throws InterruptedException {
    long pid = Long.parseLong(args[0]);
    Native calls = new Native();
    calls.leaveSession();
    try {
      Repair repair = Repair.baseline(pid, calls);
      // Once in vain: what must be fast later is loaded then.
      repair.look();
      repair.putBackAtOnce();
      System.out.println(READY);
      System.out.close();
      new WatchdogMain(repair, calls).watch(pid);
    } catch (UserError e) {
      System.out.println(e.getMessage());
    }
    System.exit(0);
  }

  private void watch(long target) throws InterruptedException {
    daemon("pmdb", this::listen);
    daemon("target", () -> whenEnded(target, new Event.TargetEnded()));
    while (handle(events.take())) {
      // Each event is handled in turn until one is the last.
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  private void whenEnded(long pid, Event event) {
    calls.awaitEnd(pid);
    events.add(event);
  }

  private void whenEngineEnded(long pid, CountDownLatch ended) {
    calls.awaitEnd(pid);
    repair.putBackAtOnce();
    ended.countDown();
    events.add(new Event.EngineEnded());
  }

  /// Looks again and again while an engine lives.
  static void lookUntil(CountDownLatch ended, Runnable look) {
    try {
      do {
        look.run();
      } while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (UserError _) {
      // The target ended while it was looked at; who waits for that end is told by the kernel.
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      String line = lines.readLine();
      while (line != null) {
        if (line.equals(END)) {
          events.add(new Event.CleanEnd());
        } else if (line.equals(ABANDON)) {
          events.add(new Event.Abandoned());
        } else if (line.startsWith(ENGINE + " ")) {
          long pid = Long.parseLong(line.substring(ENGINE.length() + 1));
          events.add(new Event.Engine(pid));
          CountDownLatch ended = new CountDownLatch(1);
          daemon("engine", () -> whenEngineEnded(pid, ended));
          daemon("look", () -> lookUntil(ended, repair::look));
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      say("lost pmdb: " + e.getMessage());
    }
    events.add(new Event.PmdbDied());
  }

  /// Returns whether to go on watching.
  private boolean handle(Event event) throws InterruptedException {
    return switch (event) {
      case Event.Engine(long pid) -> {
        engine = Optional.of(pid);
        yield true;
      }
      case Event.CleanEnd _, Event.TargetEnded _ -> false;
      case Event.Abandoned _ -> {
        repair.mendBehindOneThatEnds().ifPresent(WatchdogMain::say);
        yield false;
      }
      case Event.EngineEnded _ -> {
        repair.mend().ifPresent(WatchdogMain::say);
        yield false;
      }
      case Event.PmdbDied _ -> {
        endEngine();
        repair.mend().ifPresent(WatchdogMain::say);
        yield false;
      }
    };
  }

  private void endEngine() throws InterruptedException {
    if (engine.isEmpty()) {
      return;
    }
    for (int signal : new int[] {Native.SIGHUP, Native.SIGTERM, Native.SIGKILL}) {
      if (engineEnds()) {
        return;
      }
      calls.signal(engine.get(), signal);
    }
    engineEnds();
  }

  private boolean engineEnds() throws InterruptedException {
    Event next = events.poll(ENGINE_GRACE_SECONDS, TimeUnit.SECONDS);
    return next instanceof Event.EngineEnded || next instanceof Event.TargetEnded;
  }

  /// One line for whoever still reads our standard error; a closed terminal is no trouble.
  private static void say(String text) {
    System.err.println("pmdb watchdog: " + Escape.escape(text));
  }
}
