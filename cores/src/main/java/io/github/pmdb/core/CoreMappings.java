package io.github.pmdb.core;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.core.note.CoreNotes;
import io.github.pmdb.core.note.FileNote;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The mappings of the process: ranges and permissions from the core's PT_LOAD segments, paths from
/// `NT_FILE`. What only one of both knows is in the list as well.
final class CoreMappings {
  private static final long VSYSCALL = 0xffff_ffff_ff60_0000L;

  private final TreeMap<Long, FileNote> files = new TreeMap<>(Long::compareUnsigned);
  private final Map<Long, String> special = new TreeMap<>();
  private final List<ProgramHeader> loads;
  private final Optional<Long> stackPointer;

  private CoreMappings(List<ProgramHeader> loads, CoreNotes notes) {
    this.loads = loads;
    for (FileNote file : notes.files()) {
      if (Addresses.less(file.start(), file.end())) {
        files.put(file.start(), file);
      }
    }
    notes.auxiliary().get(AuxiliaryVector.SYSINFO_EHDR).ifPresent(a -> special.put(a, "[vdso]"));
    special.put(VSYSCALL, "[vsyscall]");
    // The strings of the command line lie at the top of the main thread's stack.
    this.stackPointer =
        notes
            .auxiliary()
            .get(AuxiliaryVector.RANDOM)
            .or(() ->
                notes.threads().stream()
                    .filter(t -> isMain(t.tid(), notes))
                    .findFirst()
                    .flatMap(t -> t.registers().map(Registers::sp)));
  }

  private static boolean isMain(long tid, CoreNotes notes) {
    return notes.process().filter(p -> p.pid() == tid).isPresent();
  }

  /// Ascending by address.
  static List<Mapping> read(List<ProgramHeader> loads, CoreNotes notes) {
    return new CoreMappings(loads, notes).all();
  }

  private List<Mapping> all() {
    List<Mapping> found = new ArrayList<>(loads.size() + files.size());
    TreeMap<Long, Long> covered = new TreeMap<>(Long::compareUnsigned);
    for (ProgramHeader load : loads) {
      if (load.memorySize() != 0) {
        found.add(mapping(load));
        covered.put(load.address(), load.address() + load.memorySize());
      }
    }
    for (FileNote file : files.values()) {
      Map.Entry<Long, Long> below = covered.floorEntry(file.start());
      if (below == null || !Addresses.less(file.start(), below.getValue())) {
        found.add(
            new Mapping(
                file.start(), file.end(), true, false, false, file.fileOffset(), file.path()));
      }
    }
    found.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
    return List.copyOf(found);
  }

  private Mapping mapping(ProgramHeader load) {
    long start = load.address();
    long end = start + load.memorySize();
    Map.Entry<Long, FileNote> file = files.floorEntry(start);
    boolean mapped = file != null && Addresses.less(start, file.getValue().end());
    long offset = mapped ? file.getValue().fileOffset() + (start - file.getKey()) : 0;
    String path = mapped ? file.getValue().path() : special.getOrDefault(start, "");
    if (path.isEmpty() && stackPointer.filter(sp -> Addresses.within(sp, start, end)).isPresent()) {
      path = "[stack]";
    }
    return new Mapping(
        start, end, load.readable(), load.writable(), load.executable(), offset, path);
  }
}
