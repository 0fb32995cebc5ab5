package io.github.pmdb.core;

import io.github.pmdb.core.CoreSnapshot.Completeness;
import io.github.pmdb.core.CoreSnapshot.CutMapping;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.OverlayMemory;
import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The layers of a core's memory: what the core holds; over the files that are known to be the ones
/// that were mapped; over the ranges that are missing, each with the reason.
final class CoreMemory {
  private final ElfImage core;
  private final List<ProgramHeader> loads;
  private final OverlayMemory.Builder layers = new OverlayMemory.Builder();
  private final boolean dataDumped;

  CoreMemory(ElfImage core) {
    this.core = core;
    this.loads = core.segments(ProgramHeader.LOAD);
    this.dataDumped = loads.stream().anyMatch(s -> s.writable() && s.fileSize() != 0);
    for (ProgramHeader load : loads) {
      long there = present(load);
      if (there > 0) {
        layers.bytes(load.address(), core.bytes().segment().asSlice(load.offset(), there));
      }
    }
  }

  /// How many bytes of the segment lie inside the file.
  private long present(ProgramHeader load) {
    Bytes content = core.bytes().clamp(load.offset(), load.fileSize());
    return Addresses.min(content.size(), load.memorySize());
  }

  /// What the core itself holds, nothing else.
  OverlayMemory own() {
    return layers.build();
  }

  /// Lays the read-only parts of a file under the core. Writable ones as well, where the core holds
  /// written memory in general: then a part that it leaves out was never written to.
  void underlay(MappedObject object, ElfImage file) {
    if (object.parts().getFirst().path().isEmpty()) {
      underlaySegments(file, file.loadBias(object.start()));
      return;
    }
    for (Mapping part : object.parts()) {
      boolean written = part.writable() || ObjectMatcher.writableInFile(file, object, part.start());
      if (part.path().equals(object.path()) && (!written || untouched(part))) {
        Bytes content = file.bytes().clamp(part.fileOffset(), part.size());
        layers.bytes(part.start(), content.segment());
      }
    }
  }

  /// Without `NT_FILE` the file's own headers say what was mapped where.
  private void underlaySegments(ElfImage file, long bias) {
    for (ProgramHeader segment : file.segments(ProgramHeader.LOAD)) {
      if (!segment.writable()) {
        Bytes content = file.bytes().clamp(segment.offset(), segment.fileSize());
        layers.bytes(segment.address() + bias, content.segment());
      }
    }
  }

  /// Asked for every part of every file: plain loops are quicker than streams until they are
  /// compiled.
  private boolean untouched(Mapping part) {
    for (int i = 0; dataDumped && i < loads.size(); i++) {
      if (loads.get(i).address() == part.start() && loads.get(i).fileSize() == 0) {
        return true;
      }
    }
    return false;
  }

  /// Everything, with the reasons for what is missing.
  OverlayMemory whole(List<Mapping> mappings) {
    for (ProgramHeader load : loads) {
      long there = present(load);
      if (Addresses.less(there, load.fileSize())) {
        layers.missing(
            load.address() + there,
            load.fileSize() - there,
            "the core is cut there: it ends at byte %d, these would be at byte %s"
                .formatted(core.bytes().size(), Long.toUnsignedString(load.offset() + there)));
      }
    }
    mappings.forEach(m -> layers.missing(m.start(), m.size(), notDumped(m)));
    return layers.build();
  }

  private static String notDumped(Mapping mapping) {
    return mapping.isFile()
        ? "not in the core, and no file is known to be the "
            + mapping.path()
            + " it was mapped from"
        : "not dumped (coredump_filter leaves this kind of memory out)";
  }

  Completeness completeness(List<Mapping> mappings) {
    Map<Long, String> paths = new HashMap<>();
    mappings.forEach(m -> paths.put(m.start(), m.path()));
    long expected = 0;
    List<CutMapping> cut = new ArrayList<>();
    for (ProgramHeader segment : core.segments()) {
      if (segment.fileSize() == 0) {
        continue;
      }
      long end = segment.offset() + segment.fileSize();
      boolean wraps = Addresses.less(end, segment.offset());
      expected = Addresses.max(expected, wraps ? Long.MAX_VALUE : end);
      long there = core.bytes().clamp(segment.offset(), segment.fileSize()).size();
      if (segment.type() == ProgramHeader.LOAD && there != segment.fileSize()) {
        cut.add(
            new CutMapping(
                segment.address(),
                segment.address() + segment.memorySize(),
                there,
                paths.getOrDefault(segment.address(), "")));
      }
    }
    return new Completeness(expected, core.bytes().size(), List.copyOf(cut));
  }
}
