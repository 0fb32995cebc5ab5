package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.spec.Format;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.List;
import java.util.Optional;

/// How the expressions of a hit are written, where a format says so.
///
/// @param here of hits, whole calls and entries
/// @param atReturn of returns that are told by themselves
public record Formats(Optional<Format> here, Optional<Format> atReturn) {
  /// In a tree each end has the part of the format with what is known there; a format without
  /// conversions is of entries.
  public static Formats of(TraceSpec spec, Form form) {
    if (form != Form.TREE || spec.format().isEmpty()) {
      return new Formats(spec.format(), Optional.empty());
    }
    Format whole = spec.format().get();
    List<Boolean> results =
        spec.items().stream()
            .filter(Item.Expression.class::isInstance)
            .map(CallPlan::isResult)
            .toList();
    return new Formats(
        results.isEmpty() ? spec.format() : whole.only(i -> !results.get(i)),
        whole.only(results::get));
  }

  public Optional<Format> of(Plan plan) {
    return plan.isReturn() ? atReturn : here;
  }
}
