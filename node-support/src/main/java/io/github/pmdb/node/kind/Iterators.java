package io.github.pmdb.node.kind;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// Iterators over arrays, strings and matches of a regular expression: what they go through, and
/// where they stand.
public final class Iterators {
  /// `IterationKind`, in V8's order.
  private static final String[] KINDS = {"keys", "values", "entries"};

  /// Of a `JSRegExpStringIterator`.
  private static final int DONE = 1;

  private final HeapReader reader;
  private final Layout layout;

  public Iterators(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
  }

  /// @param what of the target is given: `values`, `entries`; of a string `characters`
  /// @param target what is gone through, tagged
  /// @param expression that looks for matches in the target, 0 for none
  /// @param next index of what is given next, -1 at the end
  public record Position(String what, long target, long expression, long next) {
    static final int FINISHED = -1;
  }

  /// Where an iterator stands; absent for what is none of these.
  public Optional<Position> of(long object) {
    int type = reader.type(object);
    if (type == layout.type("JSArrayIterator")) {
      return Optional.of(ofArray(object));
    }
    if (type == layout.type("JSStringIterator")) {
      return Optional.of(ofString(object));
    }
    return type == layout.type("JSRegExpStringIterator")
        ? Optional.of(ofMatches(object))
        : Optional.empty();
  }

  private Position ofArray(long object) {
    long target = reader.field(object, "JSArrayIterator.iterated_object");
    long next = reader.field(object, "JSArrayIterator.next_index");
    int kind = Tagged.smi(reader.field(object, "JSArrayIterator.raw_kind"));
    // At its end an iterator has the greatest index there is, which is no small integer.
    return new Position(
        kind >= 0 && kind < KINDS.length ? KINDS[kind] : "items",
        target,
        0,
        Tagged.isSmi(next) ? Tagged.smi(next) : Position.FINISHED);
  }

  private Position ofString(long object) {
    long target = reader.field(object, "JSStringIterator.string");
    int next = Tagged.smi(reader.field(object, "JSStringIterator.index"));
    boolean finished = next >= new Strings(reader).length(target);
    return new Position("characters", target, 0, finished ? Position.FINISHED : next);
  }

  private Position ofMatches(long object) {
    long expression = reader.field(object, "JSRegExpStringIterator.regexp");
    int flags = Tagged.smi(reader.field(object, "JSRegExpStringIterator.flags"));
    long last =
        new Properties(reader)
            .own(expression, "lastIndex")
            .map(Property::value)
            .filter(Tagged::isSmi)
            .map(Tagged::smi)
            .orElse(0);
    return new Position(
        "matches",
        reader.field(object, "JSRegExpStringIterator.string"),
        expression,
        (flags & DONE) != 0 ? Position.FINISHED : last);
  }
}
