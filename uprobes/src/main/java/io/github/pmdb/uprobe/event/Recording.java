package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.kernel.MapKind;
import io.github.pmdb.uprobe.kernel.MapShape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What sends a record at each hit: programs that may sleep, and their maps.
public sealed interface Recording permits EventProgram, CallProgram {
  /// The ring that records come through.
  String EVENTS = "events";

  /// An array with one value, whose numbers [Counts] reads.
  String COUNTS = "counts";

  /// The calls whose returns are told, which programs for entries and for returns have in common.
  String OPEN = "open";

  /// Calls that are left without a return are pushed out in the end.
  static MapShape openCalls() {
    return new MapShape(MapKind.LRU_HASH, 3 * Long.BYTES, Long.BYTES, 1 << 16);
  }

  /// One of the programs.
  ///
  /// @param name what lists of the machine's programs show
  /// @param atReturn whether it runs when the function at the place returns
  record Stage(String name, Code code, boolean atReturn) {}

  /// In the order in which they are to be attached.
  List<Stage> stages();

  /// The maps that they use, by name.
  ///
  /// @param ringBytes a power of two and whole pages
  Map<String, MapShape> maps(int ringBytes);

  /// The registers that are asked for at the place, in gdb's counting; empty where that is all of
  /// them, or the place itself.
  default Optional<Set<Integer>> reads() {
    return Optional.empty();
  }

  /// Where in a record something lies that is taken along.
  ///
  /// @param capture its number
  int place(int capture);

  /// @param record as it came through the ring, little endian
  Event decode(ByteBuffer record);
}
