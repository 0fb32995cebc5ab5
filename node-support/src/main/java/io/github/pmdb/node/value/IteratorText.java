package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.kind.CollectionIterators;
import io.github.pmdb.node.kind.CollectionIterators.Kind;
import io.github.pmdb.node.kind.Iterators;
import io.github.pmdb.node.kind.Iterators.Position;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.Collections.Entry;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Iterators: of maps and sets what is still to come, since they do not know the map; of others
/// what they go through, and where they stand.
final class IteratorText {
  private final Describer describer;
  private final Iterators iterators;
  private final CollectionIterators collections;

  IteratorText(Describer describer) {
    HeapReader reader = describer.reader();
    this.describer = describer;
    this.iterators = new Iterators(reader);
    this.collections = new CollectionIterators(reader);
  }

  /// Whether the object is one, and was written.
  boolean write(long object, int depth, Budget out) {
    Optional<Position> position = iterators.of(object);
    if (position.isPresent()) {
      out.add(describer.constructors().nameOf(object) + " {");
      position(position.get(), depth, out);
      out.add("}");
      return true;
    }
    Optional<CollectionIterators.Rest> rest = collections.of(object, out.limits().items());
    rest.ifPresent(r -> rest(object, r, depth, out));
    return rest.isPresent();
  }

  private void position(Position position, int depth, Budget out) {
    if (position.expression() != 0) {
      out.add("matches of ");
      describer.part(position.expression(), depth + 1, out);
      out.add(" in ");
    } else {
      out.add(position.what() + " of ");
    }
    describer.part(position.target(), depth + 1, out);
    out.add(position.next() < 0 ? ", at the end" : " from " + position.next());
  }

  private void rest(long object, CollectionIterators.Rest rest, int depth, Budget out) {
    String name = describer.constructors().nameOf(object);
    long total = rest.left().total();
    out.add("%s {%d %s left%s".formatted(name, total, rest.kind().text(), total > 0 ? ": " : ""));
    Items items = new Items(out);
    for (Entry entry : rest.left().entries()) {
      if (!items.next()) {
        break;
      }
      entry(rest.kind(), entry, depth, out);
    }
    items.rest(total);
    out.add("}");
  }

  private void entry(Kind kind, Entry entry, int depth, Budget out) {
    if (kind == Kind.ENTRIES || kind == Kind.KEYS) {
      describer.part(entry.key(), depth + 1, out);
    }
    if (kind == Kind.ENTRIES) {
      out.add(" => ");
    }
    if (kind != Kind.KEYS) {
      describer.part(entry.value(), depth + 1, out);
    }
  }

  /// The rows of one beside its properties.
  List<Row> rows(long object) {
    List<Row> rows = new ArrayList<>();
    iterators
        .of(object)
        .ifPresent(position -> {
          if (position.expression() != 0) {
            rows.add(row("[[expression]]", position.expression()));
          }
          rows.add(row("[[target]]", position.target()));
          rows.add(new Row("[[gives]]", position.what(), 0));
          String next = position.next() < 0 ? "at the end" : Long.toString(position.next());
          rows.add(new Row("[[next]]", next, 0));
        });
    collections
        .of(object, 0)
        .ifPresent(rest -> {
          rows.add(new Row("[[gives]]", rest.kind().text(), 0));
          rows.add(new Row("[[left]]", Long.toString(rest.left().total()), 0));
        });
    return rows;
  }

  /// Entries that are still to come; none of an iterator of another kind.
  Optional<Collections.Found> left(long object, int limit) {
    return collections.of(object, limit).map(CollectionIterators.Rest::left);
  }

  private Row row(String name, long value) {
    Limits limits = Inspecting.ROW;
    return new Row(name, describer.describe(value, limits).text(), Tagged.address(value));
  }
}
