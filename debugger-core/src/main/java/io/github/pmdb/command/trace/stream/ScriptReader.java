package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Place;
import io.github.pmdb.command.trace.stream.HitRow.Script;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.FrameCopy;
import io.github.pmdb.interpreter.hit.StackCopy;
import io.github.pmdb.interpreter.hit.StackInspector;
import io.github.pmdb.interpreter.hit.TrailInspector;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.trace.Scripts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads the frames of scripts of hits.
final class ScriptReader implements Scripts {
  /// Of the innermost frames some are none that a person would call one.
  private static final int TO_FIND_ONE = 4;

  /// Of a stack: what lies above the innermost frame of a script is C++ with buffers for paths.
  private static final int TO_THE_FIRST = 12 << 10;

  private static final int TO_SOME = 22 << 10;

  /// Threads whose names are kept, those that were not hit for longest are asked for once more.
  private static final int MOST_NAMES = 10_000;

  private final Subject subject;

  /// How long one without a name is not asked for it again: it may be about to get one.
  private static final long NAMELESS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Map<ThreadKey, Name> names =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ThreadKey, Name> eldest) {
          return size() > MOST_NAMES;
        }
      };

  ScriptReader(Subject subject) {
    this.subject = subject;
  }

  @Override
  public Capture capture(Item.Script item) {
    try {
      Inspector inspector = subject.runtime(item.language(), false);
      if (inspector instanceof TrailInspector trails) {
        return Capture.Frames.along(trails.trail(), most(item));
      }
      if (inspector instanceof StackInspector stacks) {
        stacks.prepare();
        return new Capture.StackCopy(item.frames() == 1 ? TO_THE_FIRST : TO_SOME);
      }
      throw new UserError(
          "frames of %s cannot be taken along at a hit".formatted(inspector.title()),
          "bt prints the native callers");
    } catch (MemoryFault fault) {
      throw new UserError(
          "frames of %s cannot be taken along: %s".formatted(item.language(), fault.getMessage()),
          "bt prints the native callers");
    }
  }

  /// The kernel gives ids to others once a thread has ended.
  ///
  /// @param base of the thread's own data
  private record ThreadKey(int id, long base) {}

  /// @param text empty without one
  /// @param asked when it was asked for
  private record Name(String text, long asked) {
    boolean isOld() {
      return text.isEmpty() && System.nanoTime() - asked > NAMELESS;
    }
  }

  /// The language's own name of a thread; empty without one. It is asked for until there is one: of
  /// a thread that has ended by then it is never known.
  private String threadName(TrailInspector trails, long base, int id) {
    ThreadKey thread = new ThreadKey(id, base);
    Name known = names.get(thread);
    if (known == null || known.isOld()) {
      known = new Name(trails.threadName(base).orElse(""), System.nanoTime());
      names.put(thread, known);
    }
    return known.text();
  }

  private static int most(Item.Script item) {
    return Math.max(item.frames(), TO_FIND_ONE);
  }

  /// The process may end while it is read.
  ///
  /// @param thread that was hit
  Script read(Item.Script item, Captured captured, int thread) {
    try {
      return found(item, captured, thread);
    } catch (UserError | MemoryFault e) {
      return none(item, "its frames cannot be read any more: " + e.getMessage());
    }
  }

  private Script found(Item.Script item, Captured captured, int thread) {
    return switch (captured) {
      case Captured.Frames frames -> read(item, frames, thread);
      case Captured.Refused(long error) -> none(item, refused(item, error));
      case Captured.Unreadable(long address) ->
          none(
              item,
              "the thread was not found: %s cannot be read".formatted(Addresses.hex(address)));
      case Captured.StackCopy copy -> read(item, CopiedStacks.copy(copy));
      case Captured.Scalar _,
          Captured.Block _,
          Captured.Text _,
          Captured.Stack _,
          Captured.DividedByZero _ ->
          throw new IllegalStateException("no frames: " + captured);
    };
  }

  private static String refused(Item.Script item, long error) {
    return switch ((int) -error) {
      case Errno.ESRCH -> "no thread of " + item.language();
      case Errno.E2BIG -> "there are too many threads to find this one";
      default -> "the kernel could not find the thread: " + Errno.text((int) -error);
    };
  }

  private Script read(Item.Script item, Captured.Frames captured, int thread) {
    if (!(subject.runtime(item.language(), false) instanceof TrailInspector trails)) {
      return none(item, "its frames cannot be read any more");
    }
    List<FrameCopy> copies = captured.frames();
    long rest = captured.rest();
    ScriptStack stack = trails.stack(copies, rest);
    List<ScriptFrame> frames = stack.frames();
    List<Place> places = frames.stream().limit(item.frames()).map(ScriptReader::place).toList();
    List<String> problems = new ArrayList<>();
    boolean one = item.frames() == 1;
    if (!one || frames.isEmpty()) {
      stack.problems().stream().map(Problem::what).forEach(problems::add);
    }
    if (rest != 0 && copies.size() < most(item)) {
      problems.add("the frame at %s cannot be read".formatted(Addresses.hex(rest)));
    } else if (!one && (rest != 0 || places.size() < frames.size())) {
      problems.add("there are more than the %d innermost frames".formatted(item.frames()));
    } else if (copies.isEmpty()) {
      problems.add("the thread runs no " + item.language() + " now");
    }
    return new Script(
        item.part().text(),
        item.language(),
        one,
        places,
        problems,
        threadName(trails, captured.thread(), thread));
  }

  private Script read(Item.Script item, StackCopy copy) {
    ScriptStack stack =
        stack(item, copy, false)
            .or(() -> stack(item, copy, true))
            .orElse(new ScriptStack(List.of(), List.of()));
    boolean one = item.frames() == 1;
    // Functions of the runtime itself have no line.
    List<Place> places =
        stack.frames().stream()
            .filter(frame -> !one || frame.line() > 0)
            .limit(item.frames())
            .map(ScriptReader::place)
            .toList();
    List<String> problems = new ArrayList<>();
    if (!one || places.isEmpty()) {
      stack.problems().stream().map(Problem::what).forEach(problems::add);
    }
    if (places.isEmpty() && problems.isEmpty()) {
      problems.add("no %s on the stack".formatted(item.language()));
    }
    return new Script(item.part().text(), item.language(), one, places, problems, "");
  }

  private Optional<ScriptStack> stack(Item.Script item, StackCopy copy, boolean afresh) {
    return subject.runtime(item.language(), afresh) instanceof StackInspector stacks
        ? stacks.stack(copy, most(item))
        : Optional.empty();
  }

  private static Place place(ScriptFrame frame) {
    int column = frame.columns().map(columns -> columns.start() + 1).orElse(0);
    return new Place(frame.function(), frame.file(), frame.line(), column, frame.problem());
  }

  private static Script none(Item.Script item, String why) {
    return new Script(
        item.part().text(), item.language(), item.frames() == 1, List.of(), List.of(why), "");
  }
}
