package io.github.pmdb.node.value;

import io.github.pmdb.node.kind.FinalizationCells;
import io.github.pmdb.node.kind.FinalizationCells.Cell;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import java.util.List;

/// A `FinalizationRegistry`: what it watches, each with what its function is called with.
final class RegistryText {
  private final Describer describer;
  private final FinalizationCells cells;

  RegistryText(Describer describer) {
    this.describer = describer;
    this.cells = new FinalizationCells(describer.reader());
  }

  boolean isOne(int type) {
    return cells.isRegistry(type);
  }

  void write(long registry, int depth, Budget out) {
    FinalizationCells.Found found = cells.of(registry, out.limits().items());
    String name = describer.constructors().nameOf(registry);
    out.add("%s(%d) {".formatted(name, found.total()));
    Items items = new Items(out);
    for (Cell cell : found.cells()) {
      if (!items.next()) {
        break;
      }
      if (cell.target() == 0) {
        out.add("<collected>");
      } else {
        describer.part(cell.target(), depth + 1, out);
      }
      out.add(" => ");
      describer.part(cell.holdings(), depth + 1, out);
    }
    items.rest(found.total());
    out.add("}");
  }

  /// One row for each entry.
  List<Row> rows(long registry, int limit) {
    return cells.of(registry, limit).cells().stream().map(this::row).toList();
  }

  long total(long registry) {
    return cells.of(registry, 0).total();
  }

  private Row row(Cell cell) {
    String target = cell.target() == 0 ? "<collected>" : text(cell.target());
    String token = cell.token() == 0 ? "" : ", token " + text(cell.token());
    return new Row(
        target,
        text(cell.holdings()) + token,
        Tagged.isSmi(cell.holdings()) ? 0 : Tagged.address(cell.holdings()));
  }

  private String text(long value) {
    return describer.describe(value, Inspecting.ROW).text();
  }
}
