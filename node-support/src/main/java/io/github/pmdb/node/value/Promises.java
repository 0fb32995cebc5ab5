package io.github.pmdb.node.value;

import io.github.pmdb.node.kind.Combinators;
import io.github.pmdb.node.kind.Reactions;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What waits for a promise: functions given to `then`, and functions that `await` it.
final class Promises {
  private final Describer describer;
  private final HeapReader reader;
  private final Layout layout;
  private final Generators generators;
  private final Reactions reactions;
  private final Combinators combinators;

  Promises(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.generators = new Generators(describer);
    this.reactions = new Reactions(reader);
    this.combinators = new Combinators(reader);
  }

  boolean isPending(long promise) {
    return reactions.isPending(promise);
  }

  /// The promise that a function of V8's resolves or rejects, 0 for another function.
  long settledBy(long function) {
    return reactions.settledBy(function);
  }

  String state(long promise) {
    return reactions.stateName(promise);
  }

  /// One row for each reaction of a pending promise, in the order in which they were added.
  List<Row> reactions(long promise) {
    List<Row> rows = new ArrayList<>();
    reactions.of(promise).reversed().forEach(reaction -> rows.add(row(reaction)));
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      rows.set(i, new Row("[[reactions]][%d]".formatted(i), row.text(), row.address()));
    }
    return rows;
  }

  private Row row(long reaction) {
    long fulfilled = reader.field(reaction, "PromiseReaction.fulfill_handler");
    long rejected = reader.field(reaction, "PromiseReaction.reject_handler");
    long generator = reactions.goesOnWith(fulfilled);
    if (generator != 0) {
      return new Row("", "await in " + generators.text(generator), Tagged.address(generator));
    }
    Optional<Combinators.Part> part = combinators.of(reaction);
    if (part.isPresent()) {
      return new Row("", "%s (%s)".formatted(part.get().name(), part.get().place()), 0);
    }
    long next = reader.field(reaction, "PromiseReaction.promise_or_capability");
    if (reader.is(next, "PromiseCapability")) {
      next = reader.field(next, "PromiseCapability.promise");
    }
    return new Row(
        "",
        "then %s, catch %s".formatted(handler(fulfilled), handler(rejected)),
        reader.is(next, "JSPromise") ? Tagged.address(next) : 0);
  }

  private String handler(long handler) {
    return reader.type(handler) == layout.type("JSBoundFunction")
            || reader.isFunction(reader.type(handler))
        ? describer.describe(handler, Inspecting.ROW).text()
        : "-";
  }
}
