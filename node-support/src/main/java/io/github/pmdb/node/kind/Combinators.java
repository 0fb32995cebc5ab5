package io.github.pmdb.node.kind;

import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// `Promise.all` and its like, by the closures that they have at each promise they wait for
/// (`src/builtins/promise-all.tq` and `promise-any.tq` of V8).
public final class Combinators {
  private final HeapReader reader;
  private final Contexts contexts;

  public Combinators(HeapReader reader) {
    this.reader = reader;
    this.contexts = new Contexts(reader);
  }

  /// One promise of several.
  ///
  /// @param name `Promise.all`, `Promise.allSettled` or `Promise.any`
  /// @param index among the promises that were given, -1 where it is not known
  public record Part(String name, int index) {
    /// As V8 shows it behind the name.
    public String place() {
      return "index " + (index < 0 ? "?" : index);
    }
  }

  /// What a reaction is a part of. Only `allSettled` wants to know both of a promise.
  public Optional<Part> of(long reaction) {
    long fulfilled = reader.field(reaction, "PromiseReaction.fulfill_handler");
    long rejected = reader.field(reaction, "PromiseReaction.reject_handler");
    if (isPart(fulfilled)) {
      String name = isPart(rejected) ? "Promise.allSettled" : "Promise.all";
      return Optional.of(new Part(name, index(fulfilled)));
    }
    return isPart(rejected)
        ? Optional.of(new Part("Promise.any", index(rejected)))
        : Optional.empty();
  }

  /// Its context has how many promises are left, and the promise of the whole.
  private boolean isPart(long handler) {
    if (!reader.isFunction(reader.type(handler))) {
      return false;
    }
    long context = reader.field(handler, "JSFunction.context");
    int first = reader.layout().get("context_min_slots");
    return contexts.isOfV8(context)
        && reader.length(context) > first + 2
        && Tagged.isSmi(reader.item(context, first))
        && reader.is(reader.item(context, first + 1), "PromiseCapability");
  }

  /// V8 keeps it, counted from 1, where other objects have their hash.
  private int index(long closure) {
    long hash = reader.field(closure, "JSReceiver.raw_properties_or_hash");
    return Tagged.isSmi(hash) ? Tagged.smi(hash) - 1 : -1;
  }
}
