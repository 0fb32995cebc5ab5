package io.github.pmdb.node.kind;

import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private final Contexts contexts;
  private final Combinators combinators;

  public Reactions(HeapReader reader) {
    this.reader = reader;
    this.contexts = new Contexts(reader);
    this.combinators = new Combinators(reader);
  }

  /// Who goes on when a promise is settled.
  ///
  /// @param functions suspended ones, each with what lies between on the way through other promises
  /// @param open where the way of the promise leads on, but to no function
  public record Waiting(Map<Long, List<Combinators.Part>> functions, List<Combinators.Part> open) {}

  /// Those that go on when the promise is settled, also through other promises.
  public Waiting waiting(long promise) {
    Map<Long, List<Combinators.Part>> generators = new LinkedHashMap<>();
    Map<Long, List<Combinators.Part>> promises = new HashMap<>(Map.of(promise, List.of()));
    List<Combinators.Part> longest = List.of();
    Deque<Long> todo = new ArrayDeque<>(List.of(promise));
    while (!todo.isEmpty() && promises.size() < MOST_PROMISES) {
      long at = todo.remove();
      for (long reaction : of(at)) {
        List<Combinators.Part> way = new ArrayList<>(promises.getOrDefault(at, List.of()));
        combinators.of(reaction).ifPresent(way::add);
        longest = way.size() > longest.size() ? way : longest;
        Set<Long> functions = new LinkedHashSet<>();
        Set<Long> next = new LinkedHashSet<>();
        read(reaction, functions, next);
        functions.forEach(f -> generators.putIfAbsent(f, way));
        next.stream().filter(p -> promises.putIfAbsent(p, way) == null).forEach(todo::add);
      }
    }
    return new Waiting(generators, generators.isEmpty() ? longest : List.of());
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

  public String stateName(long promise) {
    return switch (state(promise)) {
      case PENDING -> "pending";
      case FULFILLED -> "fulfilled";
      case REJECTED -> "rejected";
      default -> "damaged";
    };
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

  /// The promise that a function which V8 gives to the executor of a promise resolves or rejects, 0
  /// for anything else.
  public long settledBy(long function) {
    long context = reader.field(function, "JSFunction.context");
    int first = reader.layout().get("context_min_slots");
    if (!contexts.isOfV8(context) || reader.length(context) <= first + 1) {
      return 0;
    }
    long promise = reader.item(context, first);
    Oddball called = reader.oddball(reader.item(context, first + 1));
    boolean settles = called == Oddball.TRUE || called == Oddball.FALSE;
    return settles && reader.is(promise, "JSPromise") ? promise : 0;
  }

  private void closure(long context, Set<Long> generators, Set<Long> promises) {
    if (!contexts.isOfV8(context)) {
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
