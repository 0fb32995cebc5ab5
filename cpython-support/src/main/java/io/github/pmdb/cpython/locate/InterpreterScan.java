package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks in data for a word that points at an interpreter, by all layouts at once.
final class InterpreterScan {
  /// Structs that look like interpreters: a process has few, forged memory may have millions.
  private static final int MOST = 10_000;

  private final Scan scan;
  private final InterpreterCheck interpreters;

  /// What was looked at: many words point at one interpreter.
  private final Set<Long> seen = new HashSet<>();

  private final IdentityHashMap<Layout, Hit> fitting = new IdentityHashMap<>();
  private @Nullable Hit sure;

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
    scan.first(
        mappings,
        (address, word) -> {
          if (seen.size() < MOST && interpreters.isAddress(word) && !seen.contains(word)) {
            look(alike, address, word);
          }
          return sure != null;
        });
    return Optional.ofNullable(sure)
        .or(() ->
            layouts.stream()
                .filter(_ -> fittingWillDo)
                .flatMap(layout -> Stream.ofNullable(fitting.get(layout)))
                .findFirst());
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

  private void look(Collection<List<Layout>> alike, long address, long word) {
    for (List<Layout> layouts : alike) {
      if (interpreters.isLinked(layouts.getFirst(), word)) {
        seen.add(word);
        layouts.forEach(layout -> consider(layout, new Hit(address, layout), word));
      }
    }
  }

  private void consider(Layout layout, Hit hit, long word) {
    if (sure == null && interpreters.matches(layout, word)) {
      if (interpreters.agrees(layout, word)) {
        sure = hit;
      } else {
        fitting.putIfAbsent(layout, hit);
      }
    }
  }
}
