package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Value;
import io.github.pmdb.node.kind.IteratorHelpers;
import io.github.pmdb.node.kind.IteratorHelpers.Draws;
import io.github.pmdb.node.value.Inspection.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Iterators that draw from others: `Iterator {map <function double> of gen {...}, 2 drawn}`.
final class HelperText {
  private final Describer describer;
  private final IteratorHelpers helpers;

  HelperText(Describer describer) {
    this.describer = describer;
    this.helpers = new IteratorHelpers(describer.reader());
  }

  /// Whether the object is one, and was written.
  boolean write(long object, int depth, Budget out) {
    Optional<Draws> helper = helpers.of(object);
    helper.ifPresent(h -> {
      out.add(describer.constructors().nameOf(object) + " {" + h.what());
      if (h.function() != 0) {
        out.add(" ");
        describer.part(h.function(), depth + 1, out);
      }
      if (h.source() != 0) {
        out.add(" of ");
        describer.part(h.source(), depth + 1, out);
      }
      out.add((h.progress().isEmpty() ? "" : ", ") + h.progress() + "}");
    });
    return helper.isPresent();
  }

  /// The rows of one beside its properties.
  List<Row> rows(long object) {
    List<Row> rows = new ArrayList<>();
    helpers
        .of(object)
        .ifPresent(h -> {
          rows.add(new Row("[[gives]]", h.what(), 0));
          if (h.source() != 0) {
            rows.add(row("[[target]]", h.source()));
          }
          if (h.function() != 0) {
            rows.add(row("[[function]]", h.function()));
          }
          if (h.inner() != 0) {
            rows.add(row("[[inner]]", h.inner()));
          }
          if (!h.progress().isEmpty()) {
            rows.add(new Row("[[progress]]", h.progress(), 0));
          }
        });
    return rows;
  }

  private Row row(String name, long value) {
    Value shown = describer.describe(value, Inspecting.ROW);
    return new Row(name, shown.text(), shown.address());
  }
}
