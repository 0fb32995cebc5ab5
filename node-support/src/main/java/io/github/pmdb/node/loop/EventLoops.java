package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.NodeInspector;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.kind.Workers;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/// Reads the event loops of all isolates.
public final class EventLoops {
  private static final long NANOS = 1_000_000;

  private static final int MOST_FRAMES = 1000;

  private final Snapshot snapshot;
  private final NodeBinary binary;
  private final JsStacks stacks;
  private final Describer describer;
  private final Memory memory;
  private final Values values;
  private final IntFunction<Optional<String>> descriptors;

  public EventLoops(NodeInspector node) {
    this.snapshot = node.snapshot();
    this.binary = node.binary();
    this.stacks = node.stacks();
    this.describer = node.describer();
    this.memory = describer.reader().memory();
    this.values = new Values(describer);
    this.descriptors =
        snapshot instanceof LiveSnapshot live ? live::descriptor : _ -> Optional.empty();
  }

  /// Those that can be read; walks the heap of each isolate once.
  ///
  /// @param check is called now and then; what it throws ends the search
  public Found find(Runnable check) {
    List<Problem> problems = new ArrayList<>();
    List<EventLoop> loops = new ArrayList<>();
    try {
      NodeOffsets offsets = NodeOffsets.read(binary, memory).orElse(null);
      if (offsets == null) {
        problems.add(
            new Problem(
                "the program has no nodedbg_ symbols: it is not Node.js, or was built without them",
                "handles and timers are found by those"));
        return new Found(loops, problems);
      }
      for (Isolate isolate : describer.reader().heap().isolates()) {
        find(isolate, offsets, check, loops, problems);
      }
    } catch (MemoryFault e) {
      problems.add(
          new Problem(
              "where Node.js has its handles can not be read: " + e.getMessage(),
              "a core needs the program's own data: `doctor` tells of coredump_filter"));
    }
    return new Found(List.copyOf(loops), List.copyOf(problems));
  }

  private void find(
      Isolate isolate,
      NodeOffsets offsets,
      Runnable check,
      List<EventLoop> loops,
      List<Problem> problems) {
    LoopObjects objects = LoopObjects.find(describer, isolate, check);
    Optional<Environment> environment =
        new EnvironmentFinder(describer.reader(), memory, offsets)
            .find(isolate.number(), objects.of(LoopObjects.Kind.CONTEXT));
    if (environment.isEmpty()) {
      problems.add(
          new Problem("isolate %d has no environment of Node.js".formatted(isolate.number())));
      return;
    }
    try {
      loops.add(read(isolate, environment.get(), offsets, objects, check));
    } catch (MemoryFault e) {
      problems.add(
          new Problem(
              "the event loop of isolate %d can not be read: %s"
                  .formatted(isolate.number(), e.getMessage())));
    }
  }

  /// @param problems isolates whose loop could not be found or read
  public record Found(List<EventLoop> loops, List<Problem> problems) {}

  private EventLoop read(
      Isolate isolate,
      Environment environment,
      NodeOffsets offsets,
      LoopObjects objects,
      Runnable check) {
    UvLoop loop = UvLoop.read(memory, describer.reader().layout(), environment.loop());
    Wrappers wrappers = new Wrappers(memory, offsets);
    Wrappers.Found handles = wrappers.handles(environment);
    Wrappers.Found requests = wrappers.requests(environment);
    List<Problem> problems = new ArrayList<>();
    if (!handles.whole() || !requests.whole()) {
      problems.add(
          new Problem(
              "the lists of handles and requests can not be read to their end",
              "the process was stopped while it changed them, or memory is damaged"));
    }
    JsWalk walk = stacks.walk(isolate, MOST_FRAMES);
    Activity activity =
        stacks.thread(isolate).map(t -> Activity.of(snapshot, t, walk)).orElse(Activity.UNKNOWN);
    List<Long> used = stacks.objects(walk);
    Queues queues = new Queues(values, check);
    List<Immediate> immediates =
        queues.immediates(used, objects.of(LoopObjects.Kind.IMMEDIATE_LIST));
    List<Immediate> ticks = queues.ticks(objects.of(LoopObjects.Kind.TICK_QUEUE));
    problems.addAll(queues.problems());
    return new EventLoop(
        isolate.number(),
        isolate.tid(),
        environment.address(),
        environment.loop(),
        activity.text(),
        activity.waits(),
        sinceTurn(loop),
        uptime(loop),
        loop.activeHandles(),
        loop.activeRequests(),
        loop.stopped(),
        new Handles(
                memory,
                values,
                descriptors,
                new Workers(describer.reader()).of(isolate, objects.of(LoopObjects.Kind.WORKER)))
            .of(environment, loop, handles.wrappers()),
        new Requests(memory, values, descriptors, stacks::awaiting).of(requests.wrappers()),
        new Timers(memory, values)
            .of(environment, loop, objects.of(LoopObjects.Kind.TIMER_QUEUE), used),
        immediates,
        ticks,
        List.copyOf(problems));
  }

  /// libuv's clock is the monotonic one, which is that of the JVM too.
  private Optional<Duration> sinceTurn(UvLoop loop) {
    return snapshot instanceof LiveSnapshot live
        ? Optional.of(Duration.ofMillis(Math.max(0, live.clock() / NANOS - loop.time())))
        : Optional.empty();
  }

  private Optional<Duration> uptime(UvLoop loop) {
    OptionalLong start = binary.object().symbols().find("_ZN4node11per_process15node_start_timeE");
    if (start.isEmpty()) {
      return Optional.empty();
    }
    long began = memory.i64(start.getAsLong()) / NANOS;
    return began > 0 && began <= loop.time()
        ? Optional.of(Duration.ofMillis(loop.time() - began))
        : Optional.empty();
  }
}
