package io.github.pmdb.verdict;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.Comparator;
import java.util.Optional;

/// Says what an address points at.
final class AddressNote {
  /// Linux never maps the first 64 KiB by default (`vm.mmap_min_addr`); compilers' null checks and
  /// offsets into null structs end here.
  private static final long NULL_AREA = 0x10000;

  /// How far below a stack an address may lie to be called an overflow of it: the guard page of
  /// glibc's threads and the gap that the kernel keeps below the main stack (256 pages).
  private static final long STACK_GAP = 0x100000;

  /// The first address of the non-canonical hole of x86-64 with four page-table levels.
  private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;

  private final Snapshot snapshot;

  AddressNote(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// A phrase such as `NULL plus 0x18` or `in [heap], readable and writable`.
  String describe(long address) {
    if (Addresses.less(address, NULL_AREA)) {
      return address == 0 ? "the NULL pointer" : "NULL plus " + Addresses.hex(address);
    }
    return snapshot
        .mappingAt(address)
        .map(m -> mapped(m, address))
        .orElseGet(() -> unmapped(address));
  }

  /// Whether `address` lies just below the stack on which `thread` runs.
  boolean overflowsStack(ThreadInfo thread, long address) {
    return thread.registers().map(r -> belowStack(r, address)).orElse(false);
  }

  private boolean belowStack(Registers registers, long address) {
    long sp = registers.sp();
    boolean near = Addresses.within(address, sp - STACK_GAP, sp + STACK_GAP);
    boolean guarded =
        snapshot.mappingAt(address).map(m -> !m.readable() && !m.writable()).orElse(true);
    return near && guarded && stackAbove(address).isPresent();
  }

  private Optional<Mapping> stackAbove(long address) {
    return snapshot.mappings().stream()
        .filter(Mapping::writable)
        .filter(m -> !Addresses.less(m.start(), address))
        .filter(m -> Addresses.less(m.start() - address, 2 * STACK_GAP))
        .findFirst();
  }

  private String mapped(Mapping mapping, long address) {
    String where = mapping.path().isEmpty() ? "anonymous memory" : mapping.path();
    String symbol =
        snapshot
            .objectAt(address)
            .flatMap(o -> o.symbols().at(address))
            .map(s -> " (" + s.name() + "+" + Addresses.hex(address - s.address()) + ")")
            .orElse("");
    return "in %s%s, %s".formatted(where, symbol, permissions(mapping));
  }

  private static String permissions(Mapping m) {
    if (!m.readable() && !m.writable() && !m.executable()) {
      return "no access (a guard page or a reservation)";
    }
    String data = m.writable() ? "readable and writable" : "read-only";
    return m.executable() ? data + ", executable" : data;
  }

  private String unmapped(long address) {
    if (!Addresses.less(address, NON_CANONICAL) && Addresses.less(address, -NON_CANONICAL)) {
      return "no possible address (non-canonical): a corrupt pointer";
    }
    if (address < 0) {
      return "an address of the kernel";
    }
    return below(address)
        .map(m ->
            "not mapped, %s bytes past the end of %s"
                .formatted(Addresses.hex(address - m.end()), name(m)))
        .orElse("not mapped");
  }

  private Optional<Mapping> below(long address) {
    return snapshot.mappings().stream()
        .filter(m -> Addresses.less(m.end() - 1, address) && address - m.end() < STACK_GAP)
        .max(Comparator.comparing(Mapping::end, Long::compareUnsigned));
  }

  private static String name(Mapping m) {
    return m.path().isEmpty() ? "anonymous memory at " + Addresses.hex(m.start()) : m.path();
  }
}
