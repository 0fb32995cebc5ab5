package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Looks in data for a word that points at an interpreter, by all layouts at once.
final class InterpreterScan {
  private final Scan scan;
  private final InterpreterCheck interpreters;

  InterpreterScan(Scan scan, InterpreterCheck interpreters) {
    this.scan = scan;
    this.interpreters = interpreters;
  }

  /// @param slot address of the word
  record Hit(long slot, Layout layout) {}

  /// The first word whose interpreter says itself that it is of the layout's version; else, where
  /// that will do, the first that fits, by the earliest layout.
  Optional<Hit> find(List<Layout> layouts, List<Mapping> mappings, boolean fittingWillDo) {
    Collection<List<Layout>> alike = byLinks(layouts);
    List<Hit> fitting = new ArrayList<>();
    List<Hit> sure = new ArrayList<>(1);
    OptionalLong slot =
        scan.first(
            mappings,
            (address, word) -> {
              if (interpreters.isAddress(word)) {
                look(alike, address, word, fitting, sure);
              }
              return !sure.isEmpty();
            });
    if (slot.isPresent()) {
      return Optional.of(sure.getFirst());
    }
    return !fittingWillDo
        ? Optional.empty()
        : layouts.stream()
            .flatMap(layout -> fitting.stream().filter(hit -> hit.layout() == layout))
            .findFirst();
  }

  /// Layouts with the first question in common, which hardly any word passes.
  private static Collection<List<Layout>> byLinks(List<Layout> layouts) {
    Map<List<Integer>, List<Layout>> groups = new LinkedHashMap<>();
    for (Layout layout : layouts) {
      List<Integer> links =
          List.of(layout.offset("interp.tstate_head"), layout.offset("tstate.interp"));
      groups.computeIfAbsent(links, _ -> new ArrayList<>()).add(layout);
    }
    return groups.values();
  }

  private void look(
      Collection<List<Layout>> alike, long address, long word, List<Hit> fitting, List<Hit> sure) {
    for (List<Layout> layouts : alike) {
      if (interpreters.isLinked(layouts.getFirst(), word)) {
        for (Layout layout : layouts) {
          consider(layout, address, word, fitting, sure);
        }
      }
    }
  }

  private void consider(Layout layout, long address, long word, List<Hit> fitting, List<Hit> sure) {
    if (interpreters.matches(layout, word)) {
      List<Hit> found = interpreters.agrees(layout, word) ? sure : fitting;
      found.add(new Hit(address, layout));
    }
  }
}
