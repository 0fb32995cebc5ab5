package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.loop.Wrappers.Wrapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Lists the handles of a loop: those of JavaScript with what is known of their owners, and the
/// others that are active.
final class Handles {
  private static final int LONGEST_PATH = 4096;
  private static final String OWNER = "Symbol(owner_symbol)";

  private final Memory memory;
  private final Layout layout;
  private final Values values;
  private final IntFunction<Optional<String>> descriptors;
  private final List<Integer> workers;

  /// @param descriptors what a descriptor leads to, as the kernel tells of a process that lives
  /// @param workers isolates of the workers that the environment has started
  Handles(
      Memory memory,
      Values values,
      IntFunction<Optional<String>> descriptors,
      List<Integer> workers) {
    this.memory = memory;
    this.layout = values.reader().layout();
    this.values = values;
    this.descriptors = descriptors;
    this.workers = workers;
  }

  /// @param wrappers of the environment
  List<Handle> of(Environment environment, UvLoop loop, List<Wrapper> wrappers) {
    Map<Long, UvHandle> others = new HashMap<>();
    loop.handles().forEach(h -> others.put(h.address(), h));
    List<Handle> found = new ArrayList<>();
    Map<Long, String> channels = channels(wrappers);
    for (Wrapper wrapper : wrappers) {
      others.remove(wrapper.uv());
      found.add(handle(wrapper, channels));
    }
    others.remove(environment.timer());
    others.values().stream()
        .filter(UvHandle::active)
        .filter(UvHandle::referred)
        .map(h -> own(environment, h))
        .forEach(found::add);
    return List.copyOf(found);
  }

  private Handle own(Environment environment, UvHandle handle) {
    List<String> facts = new ArrayList<>(facts(handle));
    boolean own = environment.holds(handle.address());
    facts.add(own ? "of Node.js itself" : "of a library");
    // The one that other threads wake the loop by keeps it going while workers do.
    if (own && handle.type().equals("async") && !workers.isEmpty()) {
      facts.add(forWorkers());
    }
    return new Handle(
        "(" + handle.type() + ")",
        0,
        "",
        0,
        handle.active(),
        handle.referred(),
        handle.closing(),
        handle.fd(),
        List.copyOf(facts));
  }

  private String forWorkers() {
    String numbers = workers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return workers.size() == 1
        ? "for its Worker: isolate " + numbers
        : "for its %d Workers: isolates %s".formatted(workers.size(), numbers);
  }

  private Handle handle(Wrapper wrapper, Map<Long, String> channels) {
    long object = wrapper.object();
    long owner = 0;
    String kind = "(no object)";
    List<String> facts = new ArrayList<>();
    UvHandle handle = new UvHandle(0, "", 0, 0, OptionalInt.empty());
    try {
      if (wrapper.uv() != 0) {
        handle = UvHandle.read(memory, layout, wrapper.uv());
        facts.addAll(facts(handle));
        if (isChannel(handle)) {
          facts.add("IPC channel" + channels.getOrDefault(object, ""));
        }
      }
      if (object != 0) {
        kind = values.constructor(object);
        owner = values.object(object, OWNER);
      }
      if (owner != 0) {
        facts.addAll(new Sockets(values).facts(owner));
      }
    } catch (MemoryFault e) {
      facts.add("<" + e.getMessage() + ">");
    }
    return new Handle(
        kind,
        Values.address(object),
        owner == 0 ? "" : values.constructor(owner),
        Values.address(owner),
        handle.active(),
        handle.referred(),
        handle.closing(),
        handle.fd(),
        List.copyOf(facts));
  }

  /// What libuv and the kernel know.
  private List<String> facts(UvHandle handle) {
    List<String> facts = new ArrayList<>();
    handle
        .fd()
        .ifPresent(
            fd -> facts.add("fd " + fd + descriptors.apply(fd).map(t -> " → " + t).orElse("")));
    switch (handle.type()) {
      case "process" ->
          facts.add("pid " + memory.i32(handle.address() + layout.get("uv_process.pid")));
      case "signal" ->
          facts.add("signal " + memory.i32(handle.address() + layout.get("uv_signal.signum")));
      case "fs_event" -> {
        long path = memory.pointer(handle.address() + layout.get("uv_fs_event.path"));
        if (path != 0) {
          facts.add("watches " + path(path));
        }
      }
      case "fs_poll" -> polled(handle).ifPresent(facts::add);
      default -> {
        // Nothing but the descriptor.
      }
    }
    return facts;
  }

  /// A file that is looked at again and again; which one libuv forgets when it stops.
  private Optional<String> polled(UvHandle handle) {
    long context = memory.pointer(handle.address() + layout.get("uv_fs_poll.context"));
    if (context == 0 || !handle.active()) {
      return Optional.empty();
    }
    String path = path(context + layout.get("uv_fs_poll_context.path"));
    int interval = memory.i32(context + layout.get("uv_fs_poll_context.interval"));
    return Optional.of("looks at %s each %d ms".formatted(path, interval));
  }

  private String path(long at) {
    return new String(memory.cString(at, LONGEST_PATH), StandardCharsets.UTF_8);
  }

  /// To which child processes pipes lead over which messages and handles are sent: those of
  /// `child_process.fork`, of `spawn` with `ipc` and of `cluster`. A child has one to its parent.
  private Map<Long, String> channels(List<Wrapper> wrappers) {
    Map<Long, String> children = new HashMap<>();
    for (Wrapper wrapper : wrappers) {
      try {
        long owner = wrapper.object() == 0 ? 0 : values.object(wrapper.object(), OWNER);
        long channel = owner == 0 ? 0 : values.object(owner, "Symbol(kChannelHandle)");
        if (channel != 0) {
          children.put(channel, " to child " + values.text(owner, "pid"));
        }
      } catch (MemoryFault _) {
        // The handle is listed with what can be read of it.
      }
    }
    return children;
  }

  private boolean isChannel(UvHandle handle) {
    return handle.type().equals("pipe")
        && memory.i32(handle.address() + layout.get("uv_pipe.ipc")) != 0;
  }
}
