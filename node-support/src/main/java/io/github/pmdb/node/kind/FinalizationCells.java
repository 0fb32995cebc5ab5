package io.github.pmdb.node.kind;

import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a `FinalizationRegistry` watches, and what was collected whose function has yet to be
/// called.
public final class FinalizationCells {
  private static final int MOST_CELLS = 1 << 20;

  private final HeapReader reader;

  public FinalizationCells(HeapReader reader) {
    this.reader = reader;
  }

  /// @param target what is watched, 0 where it was collected
  /// @param holdings what the function is called with
  /// @param token that takes the entry back, 0 for none
  public record Cell(long target, long holdings, long token) {}

  /// @param total cells there are; the list may be shorter
  public record Found(List<Cell> cells, long total) {}

  public boolean isRegistry(int type) {
    return type == reader.layout().type("JSFinalizationRegistry");
  }

  /// Those that were collected first, then those that are watched, the newest first.
  public Found of(long registry, int limit) {
    List<Cell> cells = new ArrayList<>();
    long collected =
        list(reader.field(registry, "JSFinalizationRegistry.cleared_cells"), cells, limit);
    long active = list(reader.field(registry, "JSFinalizationRegistry.active_cells"), cells, limit);
    return new Found(cells, collected + active);
  }

  private long list(long first, List<Cell> cells, int limit) {
    Set<Long> seen = new HashSet<>();
    long cell = first;
    while (reader.is(cell, "WeakCell") && seen.size() < MOST_CELLS && seen.add(cell)) {
      if (cells.size() < limit) {
        cells.add(cell(cell));
      }
      cell = reader.field(cell, "WeakCell.next");
    }
    return seen.size();
  }

  private Cell cell(long cell) {
    return new Cell(
        orNone(reader.field(cell, "WeakCell.target")),
        reader.field(cell, "WeakCell.holdings"),
        orNone(reader.field(cell, "WeakCell.unregister_token")));
  }

  private long orNone(long value) {
    return Tagged.isReference(value) && reader.oddball(value) != Oddball.UNDEFINED ? value : 0;
  }
}
