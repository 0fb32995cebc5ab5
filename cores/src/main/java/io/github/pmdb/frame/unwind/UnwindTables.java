package io.github.pmdb.frame.unwind;

import io.github.pmdb.frame.dwarf.EhFrame;
import io.github.pmdb.frame.dwarf.EhFrameLocation;
import io.github.pmdb.frame.dwarf.ProgramHeaders;
import io.github.pmdb.frame.dwarf.Row;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The unwind information of one snapshot, with what was already looked up. One thread at a time
/// may use it.
public final class UnwindTables {
  /// Rows kept; a stack of recursive calls needs one, all threads of a large server a few thousand.
  private static final int MAX_ROWS = 100_000;

  private final Memory memory;
  private final List<LoadedObject> objects;
  private final List<Mapping> executable;
  private final IdentityHashMap<LoadedObject, Tables> tables = new IdentityHashMap<>();
  private final Map<Long, Lookup> rows = new HashMap<>();

  public UnwindTables(Snapshot snapshot) {
    memory = snapshot.memory();
    objects = snapshot.objects();
    executable = snapshot.mappings().stream().filter(Mapping::executable).toList();
  }

  /// The outcome of a search for a row.
  ///
  /// @param why there is none, else empty
  record Lookup(Optional<Row> row, String why) {
    static Lookup none(String why) {
      return new Lookup(Optional.empty(), why);
    }
  }

  /// An object's tables, or why they can not be read.
  private record Tables(Optional<EhFrame> ehFrame, String why) {}

  Memory memory() {
    return memory;
  }

  /// The object at an address; the smallest one where ranges enclose each other.
  public Optional<LoadedObject> objectAt(long address) {
    return objects.stream()
        .filter(o -> Addresses.within(address, o.start(), o.end()))
        .min(Comparator.comparingLong(o -> o.end() - o.start()));
  }

  /// Whether instructions may be fetched from `address`: the mapping says so, or, as cores that gdb
  /// wrote leave out what is in files, the program headers of the object there.
  public boolean isExecutable(long address) {
    int low = 0;
    int high = executable.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Addresses.less(address, executable.get(middle).start())) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return (low > 0 && executable.get(low - 1).contains(address)) || isObjectCode(address);
  }

  private boolean isObjectCode(long address) {
    return objectAt(address).filter(o -> isCode(o, address - o.loadBias())).isPresent();
  }

  private boolean isCode(LoadedObject object, long virtual) {
    try {
      return ProgramHeaders.isExecutable(object.start(), virtual, memory);
    } catch (MemoryFault unreadable) {
      return false; // nothing vouches for the address
    }
  }

  /// Whether an unwind table tells of the code at an address.
  public boolean covers(long pc) {
    return row(pc).row().isPresent();
  }

  Lookup row(long pc) {
    Lookup cached = rows.get(pc);
    if (cached == null) {
      cached = search(pc);
      if (rows.size() < MAX_ROWS) {
        rows.put(pc, cached);
      }
    }
    return cached;
  }

  private Lookup search(long pc) {
    Optional<LoadedObject> object = objectAt(pc);
    if (object.isEmpty()) {
      return Lookup.none(Addresses.hex(pc) + " is in no loaded object");
    }
    Tables found = tables.computeIfAbsent(object.get(), this::open);
    if (found.ehFrame().isEmpty()) {
      return Lookup.none(found.why());
    }
    try {
      return found
          .ehFrame()
          .get()
          .row(pc)
          .map(row -> new Lookup(Optional.of(row), ""))
          .orElseGet(() -> Lookup.none("no unwind information covers " + Addresses.hex(pc)));
    } catch (MemoryFault fault) {
      return Lookup.none(
          "unwind information of " + object.get().name() + ": " + fault.getMessage());
    }
  }

  private Tables open(LoadedObject object) {
    try {
      Optional<EhFrame> ehFrame =
          EhFrameLocation.of(object, memory).map(location -> EhFrame.of(location, memory));
      return new Tables(ehFrame, object.name() + " has no unwind information");
    } catch (MemoryFault fault) {
      String why = "unwind information of " + object.name() + ": " + fault.getMessage();
      return new Tables(Optional.empty(), why);
    }
  }
}
