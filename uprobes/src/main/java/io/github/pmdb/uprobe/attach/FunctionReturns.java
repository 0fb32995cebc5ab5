package io.github.pmdb.uprobe.attach;

import io.github.pmdb.elf.FunctionSymbol;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.uprobe.code.ReturnInstructions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where functions of a file have their return instructions.
final class FunctionReturns {
  private static final int LARGEST = 4 << 20;

  private final ProbedFile file;
  private final Optional<LiveCode> live;

  FunctionReturns(ProbedFile file, Optional<LiveCode> live) {
    this.file = file;
    this.live = live;
  }

  /// @param offsets in the file
  /// @param leaves whether it ends by a jump to another function, somewhere
  /// @param objection why there are none
  record Found(List<Long> offsets, boolean leaves, Optional<String> objection) {
    static Found none(String why) {
      return new Found(List.of(), false, Optional.of(why));
    }
  }

  /// @param address of the function's first instruction, that of the file
  Found of(long address) {
    Optional<Symbol> symbol = file.symbolAt(address);
    long size = symbol.map(it -> it.address() + it.size() - address).orElse(0L);
    if (symbol.isEmpty() || size <= 0 || size > LARGEST) {
      return Found.none("where it ends is not known, so its returns are not either");
    }
    List<Long> addresses = new ArrayList<>();
    Optional<String> objection =
        add(addresses, address, size)
            .or(() ->
                file.coldPart(symbol.get().name())
                    .flatMap(cold -> add(addresses, cold.address(), cold.size())));
    return objection
        .or(() ->
            addresses.isEmpty() ? Optional.of(neverReturns(symbol.get())) : changed(addresses))
        .map(Found::none)
        .orElseGet(() -> new Found(offsets(addresses), leaves(symbol.get()), Optional.empty()));
  }

  private Optional<String> add(List<Long> addresses, long address, long size) {
    Optional<List<Integer>> returns =
        file.offsetOfCode(address)
            .map(offset -> file.code(offset, (int) size))
            .flatMap(ReturnInstructions::of);
    returns.ifPresent(all -> all.forEach(each -> addresses.add(address + each)));
    return returns.isPresent()
        ? Optional.empty()
        : Optional.of("its instructions can not be told apart, so its returns are not found");
  }

  private String neverReturns(Symbol symbol) {
    return leaves(symbol)
        ? "it ends by a jump to another function, which returns in its stead"
        : "it never returns by itself";
  }

  /// Parts of the function itself are no other one.
  private boolean leaves(Symbol symbol) {
    Optional<FunctionSymbol> cold = file.coldPart(symbol.name());
    return Stream.concat(
            departures(symbol.address(), symbol.size()),
            cold.stream().flatMap(it -> departures(it.address(), it.size())))
        .anyMatch(target ->
            !covers(symbol.address(), symbol.size(), target)
                && cold.filter(it -> covers(it.address(), it.size(), target)).isEmpty());
  }

  private static boolean covers(long begin, long size, long target) {
    return Long.compareUnsigned(target - begin, size) < 0;
  }

  private Stream<Long> departures(long address, long size) {
    return file
        .offsetOfCode(address)
        .map(offset -> ReturnInstructions.departures(file.code(offset, (int) size)))
        .stream()
        .flatMap(List::stream)
        .map(target -> address + target);
  }

  private Optional<String> changed(List<Long> addresses) {
    return addresses.stream()
        .flatMap(
            each -> live.flatMap(code -> code.objection(each, file.code(offset(each), 1))).stream())
        .findFirst();
  }

  private List<Long> offsets(List<Long> addresses) {
    return addresses.stream().map(this::offset).toList();
  }

  private long offset(long address) {
    return file.offsetOfCode(address).orElseThrow();
  }
}
