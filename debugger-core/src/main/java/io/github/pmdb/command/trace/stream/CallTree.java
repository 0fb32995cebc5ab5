package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.uprobe.event.Event;
import io.github.pmdb.uprobe.trace.Field;
import io.github.pmdb.uprobe.trace.Hit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts entries and returns of calls together, thread by thread. A stack grows down, so a call is
/// over when its thread comes by with a stack that does not reach its return address any more,
/// whether its return was seen or not: by `longjmp`, an exception, or because hits were lost.
final class CallTree {
  /// Where the kernel has a function return to while a probe waits for its return.
  private static final String TRAMPOLINE = "[uprobes]";

  private static final int MOST_THREADS = 4096;

  /// Of one stack. Functions that end with jumps to each other are in no end of calls at once.
  private static final int MOST_CALLS = 4096;

  private final Subject subject;
  private final HitReader reader;
  private final Consumer<String> note;
  private boolean tooDeep;
  private final Map<ThreadKey, List<Stack>> threads =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ThreadKey, List<Stack>> eldest) {
          return size() > MOST_THREADS;
        }
      };

  /// @param note is told about the tree itself
  CallTree(Subject subject, HitReader reader, Consumer<String> note) {
    this.subject = subject;
    this.reader = reader;
    this.note = note;
  }

  private record ThreadKey(int process, int number) {}

  /// A call that is under way.
  ///
  /// @param slot where its return address lies
  /// @param caller what is there
  private record Call(long slot, long caller, long place, String function, long begun) {}

  /// Signal handlers and coroutines have stacks of their own.
  private static final class Stack {
    private long start;
    private long end;
    private final Deque<Call> calls = new ArrayDeque<>();

    boolean has(long slot) {
      return Addresses.within(slot, start, end);
    }
  }

  /// What a hit tells: the ends of calls that are over by now, then itself.
  List<HitRow> rows(Hit hit) {
    HitRow row = reader.row(hit);
    long slot = hit.number(new Field.Slot()).orElseThrow();
    Stack stack = stack(hit.event(), slot);
    List<HitRow> rows = new ArrayList<>();
    while (!stack.calls.isEmpty() && Addresses.less(stack.calls.getLast().slot(), slot)) {
      rows.add(left(row, stack));
    }
    if (hit.plan().isReturn()) {
      returned(row, hit, slot, stack, rows);
    } else {
      entered(row, hit, slot, stack, rows);
    }
    return rows;
  }

  private void entered(HitRow row, Hit hit, long slot, Stack stack, List<HitRow> rows) {
    long caller = hit.number(new Field.Caller()).orElse(0);
    while (!stack.calls.isEmpty()
        && stack.calls.getLast().slot() == slot
        && !isTail(stack.calls.getLast(), hit, caller)) {
      rows.add(left(row, stack));
    }
    rows.add(row.of(HitRow.Kind.ENTRY, stack.calls.size(), row.function(), 0));
    Event event = hit.event();
    stack.calls.add(new Call(slot, caller, hit.plan().place(), hit.plan().name(), event.nanos()));
    if (stack.calls.size() > MOST_CALLS) {
      stack.calls.removeFirst();
      tellTooDeep();
    }
  }

  private void tellTooDeep() {
    if (!tooDeep) {
      tooDeep = true;
      note.accept(
          "a thread is in more than %d of the calls at once: the outermost are forgotten"
              .formatted(MOST_CALLS));
    }
  }

  /// Whether the function that a call was of has jumped to this one, which returns in its stead:
  /// the return address is the one that the call has left there.
  private boolean isTail(Call call, Hit hit, long caller) {
    if (call.caller() == caller) {
      return call.place() != hit.plan().place();
    }
    return subject
        .process(hit.event().process(), caller)
        .flatMap(process -> process.mappingAt(caller))
        .filter(mapping -> mapping.path().equals(TRAMPOLINE))
        .isPresent();
  }

  private static void returned(HitRow row, Hit hit, long slot, Stack stack, List<HitRow> rows) {
    long place = hit.plan().place();
    boolean known =
        stack.calls.stream().anyMatch(call -> call.slot() == slot && call.place() == place);
    if (!known) {
      rows.add(row.of(HitRow.Kind.ENTRY_UNSEEN, stack.calls.size(), row.function(), 0));
      return;
    }
    while (stack.calls.getLast().place() != place) {
      rows.add(left(row, stack));
    }
    Call call = stack.calls.removeLast();
    long nanos = hit.event().nanos() - call.begun();
    rows.add(row.of(HitRow.Kind.RETURN, stack.calls.size(), row.function(), nanos));
  }

  private static HitRow left(HitRow row, Stack stack) {
    Call call = stack.calls.removeLast();
    return row.of(HitRow.Kind.RETURN_UNSEEN, stack.calls.size(), call.function(), 0).bare();
  }

  private Stack stack(Event event, long slot) {
    List<Stack> stacks =
        threads.computeIfAbsent(
            new ThreadKey(event.process(), event.thread()), _ -> new ArrayList<>());
    for (Stack each : stacks) {
      if (each.has(slot)) {
        return each;
      }
    }
    Optional<Snapshot> process = subject.process(event.process(), slot);
    Optional<Mapping> mapping = process.flatMap(it -> it.mappingAt(slot));
    return mapping.map(it -> grown(stacks, it)).orElseGet(() -> ofUnknown(stacks));
  }

  private static Stack grown(List<Stack> stacks, Mapping mapping) {
    Stack stack =
        stacks.stream().filter(each -> each.end == mapping.end()).findFirst().orElseGet(Stack::new);
    stack.start = mapping.start();
    stack.end = mapping.end();
    if (!stacks.contains(stack)) {
      stacks.add(stack);
    }
    return stack;
  }

  /// The process is gone, what is mapped where can not be told any more.
  private static Stack ofUnknown(List<Stack> stacks) {
    if (stacks.isEmpty()) {
      stacks.add(new Stack());
    }
    return stacks.getFirst();
  }
}
