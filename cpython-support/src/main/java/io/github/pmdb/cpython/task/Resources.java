package io.github.pmdb.cpython.task;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.lock.Holders;
import io.github.pmdb.cpython.lock.LockModule;
import io.github.pmdb.cpython.lock.LockNames;
import io.github.pmdb.cpython.lock.StandardLibrary;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.Resource;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The locks, events and queues of asyncio that tasks wait for, by the methods at the end of what
/// they await.
final class Resources {
  private static final String ASYNCIO = "asyncio.";
  private static final String QUEUES = "asyncio/queues";
  private static final String ACQUIRE = "acquire";

  /// Methods that wait, with what they wait for.
  private static final Map<String, String> WAITS =
      Map.of(
          ACQUIRE,
          "the %s",
          "wait",
          "the %s",
          "wait_for",
          "the %s",
          "get",
          "an item of the %s",
          "put",
          "room in the %s",
          "join",
          "all items of the %s to be done");

  private final Heap heap;
  private final List<Task> tasks;
  private final Map<Long, Ref> refs = new HashMap<>();
  private @Nullable Holders holders;

  Resources(Heap heap, List<Task> tasks) {
    this.heap = heap;
    this.tasks = tasks;
    tasks.forEach(task -> refs.put(task.address(), new Ref(task.address(), task.name())));
  }

  /// @param self address of the object whose method waits
  private record Call(long self, String method) {}

  /// Absent where the task waits for none of them.
  Optional<Resource> of(Task task) {
    try {
      return task.state() == Task.State.WAITING
          ? call(task.frames()).map(call -> told(call, task.frames()))
          : Optional.empty();
    } catch (MemoryFault _) {
      return Optional.empty(); // the future that it waits for is told all the same
    }
  }

  /// What the user has called of these modules, which may call further methods of theirs; but a
  /// condition waits for its lock again in the end.
  private Optional<Call> call(List<ScriptFrame> frames) {
    Optional<Call> outermost = Optional.empty();
    for (ScriptFrame frame : frames.reversed()) {
      if (!isWaiting(frame) || outermost.filter(c -> c.method().equals(ACQUIRE)).isPresent()) {
        break;
      }
      String method = StandardLibrary.lastName(frame);
      Optional<Long> self =
          WAITS.containsKey(method) ? StandardLibrary.self(heap, frame) : Optional.empty();
      outermost = self.isPresent() ? Optional.of(new Call(self.get(), method)) : outermost;
    }
    return outermost;
  }

  private static boolean isWaiting(ScriptFrame frame) {
    return LockModule.ASYNCIO.isIn(frame.file()) || StandardLibrary.isModule(frame.file(), QUEUES);
  }

  private Resource told(Call call, List<ScriptFrame> frames) {
    String what = WAITS.getOrDefault(call.method(), "%s").formatted(title(call.self(), frames));
    if (!call.method().equals(ACQUIRE)) {
      return new Resource(call.self(), what, List.of(), false, "");
    }
    List<Holders.Inside> inside = holders().of(call.self());
    List<Ref> by =
        inside.stream().flatMap(i -> Optional.ofNullable(refs.get(i.who())).stream()).toList();
    boolean isLock = Attributes.find(heap, call.self(), "_locked").isPresent();
    return isLock && by.size() == 1
        ? new Resource(call.self(), what, by, isSure(inside.getFirst()), where(inside.getFirst()))
        : new Resource(call.self(), what, by, false, counted(by.size()));
  }

  private boolean isSure(Holders.Inside inside) {
    return !inside.byHand() && !heap.isSpent();
  }

  private static String where(Holders.Inside inside) {
    return "it is in the `async with` of it at %s%s"
        .formatted(
            inside.where(), inside.byHand() ? ", whose code also releases locks by hand" : "");
  }

  private static String counted(int inside) {
    return switch (inside) {
      case 0 -> "asyncio keeps no owners, and no task is in an `async with` of it";
      case 1 -> "1 task is in an `async with` of it";
      default -> inside + " tasks are in an `async with` of it";
    };
  }

  /// Type, name and address.
  private String title(long object, List<ScriptFrame> frames) {
    String type = heap.fullName(heap.typeOf(object));
    String name =
        frames.reversed().stream()
            .filter(frame -> !isWaiting(frame))
            .findFirst()
            .map(frame -> new LockNames(heap).name(frame.address(), object))
            .filter(n -> !n.isEmpty())
            .map(n -> n + " ")
            .orElse("");
    String known =
        type.startsWith(ASYNCIO) ? ASYNCIO + type.substring(type.lastIndexOf('.') + 1) : type;
    return "%s %sat %s".formatted(known, name, hex(object));
  }

  /// Of all tasks, since any may hold what one waits for; read when the first one waits.
  private Holders holders() {
    if (holders == null) {
      holders = new Holders(heap, LockModule.ASYNCIO);
      for (Task task : tasks) {
        if (!task.isFinished()) {
          holders.add(task.address(), task.frames().reversed());
        }
      }
    }
    return holders;
  }
}
