package io.github.pmdb.node.graph;

import io.github.pmdb.node.graph.Referrers.Reference;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.WalkReport;
import io.github.pmdb.node.value.Describer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who refers to an object, in the words of the language: where an array of V8 holds the properties
/// or elements of an object, that object refers.
public final class FindReferences {
  private final Referrers referrers;
  private final SlotNames slotNames;
  private final ObjectNames objectNames;

  public FindReferences(V8Heap heap, Describer describer) {
    this.referrers = new Referrers(heap);
    this.slotNames = new SlotNames(describer.reader());
    this.objectNames = new ObjectNames(describer.reader(), describer.constructors());
  }

  /// An object that refers.
  ///
  /// @param how the place in it: `.user`, `[3]`, `(variable count)`, `{table}`
  /// @param weak whether it does not keep the other alive
  /// @param storeAddress address of the array between the two, 0 where there is none
  public record Referrer(long address, String name, String how, boolean weak, long storeAddress) {}

  /// @param total how many words refer, of which the first are listed
  public record Found(long total, List<Referrer> referrers, WalkReport walked) {}

  /// @param limit lists so many
  public Found to(long address, int limit, Runnable check) {
    Referrers.Found direct = referrers.to(Set.of(address), check);
    List<Reference> listed = direct.references().stream().limit(limit).toList();
    Map<Long, Reference> holders = holders(listed, check);
    List<Referrer> all = new ArrayList<>();
    for (Reference reference : listed) {
      Reference holder = holders.get(reference.owner());
      all.add(holder == null ? referrer(reference) : referrer(holder, reference));
    }
    return new Found(direct.total(), List.copyOf(all), direct.walked());
  }

  /// Who holds the stores, by their addresses; the first of several.
  private Map<Long, Reference> holders(List<Reference> references, Runnable check) {
    Set<Long> stores = new HashSet<>();
    references.stream().filter(r -> slotNames.isStore(r.map())).forEach(r -> stores.add(r.owner()));
    Map<Long, Reference> holders = new HashMap<>();
    if (!stores.isEmpty()) {
      referrers.to(stores, check).references().stream()
          .filter(r -> !r.weak() && !slotNames.isStore(r.map()))
          .forEach(r -> holders.putIfAbsent(r.target(), r));
    }
    return holders;
  }

  private Referrer referrer(Reference reference) {
    return new Referrer(
        reference.owner(),
        objectNames.of(reference.map()),
        slotNames.of(reference.map(), reference.owner(), reference.offset()).path(),
        reference.weak(),
        0);
  }

  private Referrer referrer(Reference holder, Reference reference) {
    return new Referrer(
        holder.owner(),
        objectNames.of(holder.map()),
        slotNames.through(
            holder.map(), holder.offset(), reference.map(), reference.owner(), reference.offset()),
        reference.weak(),
        reference.owner());
  }
}
