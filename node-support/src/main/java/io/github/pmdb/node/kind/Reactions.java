package io.github.pmdb.node.kind;

import io.github.pmdb.node.function.ScopeInfo;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who waits for a promise: async functions, by the closures that go on with them, and other
/// promises, which have their own (`src/objects/promise.tq` of V8).
public final class Reactions {
  private static final int MOST_PROMISES = 1 << 10;
  private static final int MOST_REACTIONS = 1 << 12;
  private static final int STATE = 3;
  public static final int PENDING = 0;
  public static final int FULFILLED = 1;
  public static final int REJECTED = 2;

  /// Slots of the context of a closure of V8's that may hold what it goes on with.
  private static final int CONTEXT_SLOTS = 6;

  private final HeapReader reader;

  public Reactions(HeapReader reader) {
    this.reader = reader;
  }

  /// The suspended functions that go on when the promise is settled, also through other promises.
  public Set<Long> waiting(long promise) {
    Set<Long> generators = new LinkedHashSet<>();
    Set<Long> seen = new HashSet<>(List.of(promise));
    Deque<Long> promises = new ArrayDeque<>(seen);
    while (!promises.isEmpty() && seen.size() < MOST_PROMISES) {
      Set<Long> next = new LinkedHashSet<>();
      direct(promises.remove(), generators, next);
      next.stream().filter(seen::add).forEach(promises::add);
    }
    return generators;
  }

  /// Without a way through other promises.
  public Set<Long> direct(long promise) {
    Set<Long> generators = new LinkedHashSet<>();
    direct(promise, generators, new HashSet<>());
    return generators;
  }

  private void direct(long promise, Set<Long> generators, Set<Long> promises) {
    of(promise).forEach(reaction -> read(reaction, generators, promises));
  }

  /// What a pending promise has been asked to do when it is settled, the last one first.
  public List<Long> of(long promise) {
    Set<Long> reactions = new LinkedHashSet<>();
    long reaction = isPending(promise) ? reader.field(promise, "JSPromise.reactions_or_result") : 0;
    while (isReaction(reaction) && reactions.size() < MOST_REACTIONS && reactions.add(reaction)) {
      reaction = reader.field(reaction, "PromiseReaction.next");
    }
    return List.copyOf(reactions);
  }

  public boolean isPending(long promise) {
    return reader.is(promise, "JSPromise") && state(promise) == PENDING;
  }

  /// V8's `Promise::PromiseState`: [#PENDING], [#FULFILLED], [#REJECTED], or damage.
  public int state(long promise) {
    return Tagged.smi(reader.field(promise, "JSPromise.flags")) & STATE;
  }

  private boolean isReaction(long value) {
    return reader.is(value, "PromiseReaction");
  }

  /// What a reaction refers to tells by its type what it is: the order differs between versions.
  private void read(long reaction, Set<Long> generators, Set<Long> promises) {
    for (int i = 1; i < reader.layout().get("PromiseReaction.words"); i++) {
      long word = reader.word(reaction, 8 * i);
      if (reader.isFunction(reader.type(word))) {
        closure(reader.field(word, "JSFunction.context"), generators, promises);
      } else {
        promise(word, promises);
      }
    }
  }

  /// The function that a closure of V8's goes on with, 0 for anything else.
  public long goesOnWith(long function) {
    if (!reader.isFunction(reader.type(function))) {
      return 0;
    }
    Set<Long> generators = new LinkedHashSet<>();
    closure(reader.field(function, "JSFunction.context"), generators, new HashSet<>());
    return generators.isEmpty() ? 0 : generators.iterator().next();
  }

  private void closure(long context, Set<Long> generators, Set<Long> promises) {
    if (!isOfV8(context)) {
      return;
    }
    int first = reader.layout().get("context_min_slots");
    int slots = Math.min(reader.length(context), CONTEXT_SLOTS);
    for (int i = first; i < slots; i++) {
      long word = reader.item(context, i);
      if (isSuspendable(word)) {
        generators.add(word);
      } else {
        promise(word, promises);
      }
    }
  }

  /// The contexts that V8 makes for its own closures have no names for what they hold.
  private boolean isOfV8(long context) {
    if (!reader.isContext(reader.type(context))) {
      return false;
    }
    long scope = reader.item(context, reader.layout().get("context_idx_scope_info"));
    return reader.is(scope, "ScopeInfo") && ScopeInfo.read(reader, scope).locals().isEmpty();
  }

  private boolean isSuspendable(long word) {
    return reader.is(word, "JSAsyncFunctionObject") || reader.is(word, "JSAsyncGeneratorObject");
  }

  private void promise(long word, Set<Long> promises) {
    long promise =
        reader.is(word, "PromiseCapability")
            ? reader.field(word, "PromiseCapability.promise")
            : word;
    if (reader.is(promise, "JSPromise")) {
      promises.add(promise);
    }
  }

  /// The promise that a function which can be suspended will settle next, 0 if there is none.
  public long promiseOf(long generator) {
    if (reader.is(generator, "JSAsyncFunctionObject")) {
      return reader.field(generator, "JSAsyncFunctionObject.promise");
    }
    long request = reader.field(generator, "JSAsyncGeneratorObject.queue");
    return reader.is(request, "AsyncGeneratorRequest")
        ? reader.field(request, "AsyncGeneratorRequest.promise")
        : 0;
  }
}
