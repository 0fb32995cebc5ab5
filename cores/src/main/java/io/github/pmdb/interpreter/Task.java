package io.github.pmdb.interpreter;

import io.github.pmdb.memory.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A task: a coroutine that an event loop runs by turns with others.
///
/// @param name as `get_name` gives it; empty where the version keeps no names
/// @param type its class, `Task` for asyncio's own
/// @param coroutine qualified name of the coroutine that it drives
/// @param tid kernel thread that runs it now
/// @param loop address of its event loop
/// @param frames of the coroutine and of those it awaits, the task's own first; of a running task
///   down to where it is
/// @param waiting what it waits for
/// @param awaitedBy the tasks that wait for it
/// @param outcome the result or the exception of a finished one, else empty
/// @param problem what could not be read, else empty
public record Task(
    long address,
    String name,
    String type,
    String coroutine,
    State state,
    OptionalLong tid,
    long loop,
    List<ScriptFrame> frames,
    Optional<Waiting> waiting,
    List<Ref> awaitedBy,
    String outcome,
    String problem) {

  /// Where a task is in its life.
  public enum State {
    RUNNING,
    /// The event loop will run it as soon as it can.
    READY,
    WAITING,
    DONE,
    FAILED,
    CANCELLED,
    UNREADABLE
  }

  /// Another task.
  ///
  /// @param name empty where it has none or was not read
  public record Ref(long address, String name) {
    /// `task "loader"`, or by its address.
    public String text() {
      return "task " + (name.isEmpty() ? "at " + Addresses.hex(address) : '"' + name + '"');
    }
  }

  /// What a task waits for.
  ///
  /// @param address of the future, or of another object at the end of the chain of awaits
  /// @param type its class: `Task`, `Future`, `_GatheringFuture`
  /// @param tasks those that will complete it: the task itself, those that `gather` collects, those
  ///   that a callback ties to it
  /// @param children how many futures a `gather` has, 0 otherwise
  /// @param pending how many of them are not done
  /// @param resource what the future stands for
  public record Waiting(
      long address,
      String type,
      List<Ref> tasks,
      int children,
      int pending,
      Optional<Resource> resource) {
    public Waiting(long address, String type, List<Ref> tasks, int children, int pending) {
      this(address, type, tasks, children, pending, Optional.empty());
    }

    /// The same with the tasks that will complete it.
    public Waiting by(List<Ref> wakers) {
      return new Waiting(address, type, wakers, children, pending, resource);
    }

    /// The same with what it stands for.
    public Waiting of(Resource thing) {
      return new Waiting(address, type, tasks, children, pending, Optional.of(thing));
    }
  }

  /// A lock, an event or a queue of the event loop's library.
  ///
  /// @param what that is, in words
  /// @param holders the tasks that have it, or a part of it; empty where that is not known
  /// @param sure whether nobody else than the holder can end the wait
  /// @param told how the holders are known, or why they are not; may be empty
  public record Resource(long address, String what, List<Ref> holders, boolean sure, String told) {
    private static final int NAMED = 3;

    /// Who has it, and how that is known: `held by task "loader": …`; empty where nothing is told.
    public String holding() {
      if (holders.isEmpty()) {
        return told;
      }
      String names = holders.stream().limit(NAMED).map(Ref::text).collect(Collectors.joining(", "));
      int more = holders.size() - NAMED;
      return "%sheld by %s%s: %s"
          .formatted(
              sure || holders.size() > 1 ? "" : "perhaps ",
              names,
              more > 0 ? " and %d more".formatted(more) : "",
              told);
    }
  }

  public boolean isFinished() {
    return switch (state) {
      case DONE, FAILED, CANCELLED -> true;
      case RUNNING, READY, WAITING, UNREADABLE -> false;
    };
  }

  /// The same with the tasks that wait for it.
  public Task awaitedBy(List<Ref> tasks) {
    return with(waiting, List.copyOf(tasks));
  }

  /// The same with another thing that it waits for.
  public Task waitingFor(Optional<Waiting> other) {
    return with(other, awaitedBy);
  }

  private Task with(Optional<Waiting> newWaiting, List<Ref> newAwaitedBy) {
    return new Task(
        address,
        name,
        type,
        coroutine,
        state,
        tid,
        loop,
        frames,
        newWaiting,
        newAwaitedBy,
        outcome,
        problem);
  }
}
