package io.github.pmdb.procfs;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the ELF objects among the mappings of a live process, by the magic number in its memory: a
/// file that is merely read through a mapping has no executable part and is left out.
final class LiveObjects {
  private static final String VDSO = "[vdso]";
  private static final int MAX_VDSO = 1 << 20;

  private final Memory memory;
  private final MappedFiles files;
  private final Optional<String> executable;
  private final List<ProcMaps.Entry> maps;
  private final List<Problem> problems;

  /// @param problems gets what could not be read
  LiveObjects(
      Memory memory,
      MappedFiles files,
      Optional<String> executable,
      List<ProcMaps.Entry> maps,
      List<Problem> problems) {
    this.memory = memory;
    this.files = files;
    this.executable = executable;
    this.maps = maps;
    this.problems = problems;
  }

  /// The executable first, then by address.
  List<LoadedObject> find() {
    List<LoadedObject> found = new ArrayList<>();
    for (ProcMaps.Entry entry : maps) {
      if (mayStartObject(entry)) {
        MappedElf.at(memory, entry.mapping().start())
            .filter(MappedElf::hasCode)
            .filter(elf -> codeIsMapped(entry, elf))
            .ifPresent(elf -> found.add(object(entry, elf)));
      }
    }
    found.sort((a, b) -> Boolean.compare(b.isExecutable(), a.isExecutable()));
    return found;
  }

  private static boolean mayStartObject(ProcMaps.Entry entry) {
    boolean vdso = entry.mapping().path().equals(VDSO);
    return vdso || (entry.mapping().isFile() && entry.mapping().fileOffset() == 0);
  }

  private boolean codeIsMapped(ProcMaps.Entry first, MappedElf elf) {
    return maps.stream()
        .filter(e -> e.mapping().executable() && e.mapping().path().equals(first.mapping().path()))
        .anyMatch(e -> Addresses.within(e.mapping().start(), first.mapping().start(), elf.end()));
  }

  private LoadedObject object(ProcMaps.Entry entry, MappedElf elf) {
    String path = entry.mapping().path();
    FileMatch match = path.equals(VDSO) ? new FileMatch.InMemory() : files.match(entry, elf.id());
    return new LoadedObject(
        path,
        entry.mapping().start(),
        elf.end(),
        elf.loadBias(),
        executable.filter(path::equals).isPresent(),
        elf.id(),
        match,
        symbols(entry, match, elf));
  }

  private ObjectSymbols symbols(ProcMaps.Entry entry, FileMatch match, MappedElf elf) {
    try {
      return switch (match) {
        case FileMatch.Found(var path, var _) -> ElfSymbols.open(path, elf.loadBias());
        case FileMatch.InMemory _ -> inMemory(entry, elf.loadBias());
        case FileMatch.Wrong _, FileMatch.Absent _ -> ObjectSymbols.NONE;
      };
    } catch (UserError | MemoryFault e) {
      problems.add(new Problem("no symbols of " + entry.mapping().path() + ": " + e.getMessage()));
      return ObjectSymbols.NONE;
    }
  }

  /// The vdso lies in memory as a whole file.
  private ObjectSymbols inMemory(ProcMaps.Entry entry, long loadBias) {
    int size = Math.clamp(entry.mapping().size(), 0, MAX_VDSO);
    byte[] bytes = memory.bytes(entry.mapping().start(), size);
    ElfImage image = ElfImage.read(Bytes.of(bytes), entry.mapping().path());
    return ElfSymbols.of(image, loadBias, List.of());
  }
}
