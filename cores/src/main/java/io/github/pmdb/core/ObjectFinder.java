package io.github.pmdb.core;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfInMemory;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the ELF objects of a core: runs of mappings of one file that start with an ELF header, and
/// headers in memory that no mapped file explains (the vdso; everything when the core has no
/// `NT_FILE`), whose paths then come from the dynamic linker's list.
final class ObjectFinder {
  /// Bound on objects; a process with more than this many libraries is damage.
  private static final int MOST = 100_000;

  private final Memory memory;
  private final AuxiliaryVector auxiliary;
  private final List<Mapping> mappings;
  private final List<MappedObject> found = new ArrayList<>();

  private ObjectFinder(Memory memory, AuxiliaryVector auxiliary, List<Mapping> mappings) {
    this.memory = memory;
    this.auxiliary = auxiliary;
    this.mappings = mappings;
  }

  /// @param memory what the core itself holds
  static List<MappedObject> find(Memory memory, AuxiliaryVector auxiliary, List<Mapping> mappings) {
    ObjectFinder finder = new ObjectFinder(memory, auxiliary, mappings);
    finder.search();
    return LinkMap.name(finder.found, memory, auxiliary);
  }

  private void search() {
    for (int i = 0; i < mappings.size() && found.size() < MOST; ) {
      Mapping first = mappings.get(i);
      List<Mapping> run = first.isFile() ? fileRun(i) : List.of(first);
      if (first.isFile()) {
        addFile(run);
      } else {
        run = addAnonymous(i);
      }
      i += run.size();
    }
  }

  /// The mappings from index `i` on that belong to one loading of one file: offsets do not fall.
  /// Anonymous ones between them (bss, reserved gaps) are left out at the end.
  private List<Mapping> fileRun(int i) {
    List<Mapping> run = new ArrayList<>();
    Mapping first = mappings.get(i);
    int lastOfFile = 0;
    for (int k = i; k < mappings.size(); k++) {
      Mapping next = mappings.get(k);
      boolean same = next.path().equals(first.path());
      boolean again = same && k > i && next.fileOffset() == 0;
      if (again || (!same && !next.path().isEmpty())) {
        break;
      }
      run.add(next);
      lastOfFile = same ? run.size() : lastOfFile;
      if (run.size() - lastOfFile > 1) {
        break;
      }
    }
    return run.subList(0, lastOfFile);
  }

  private void addFile(List<Mapping> run) {
    Optional<ElfImage> headers = headersAt(run.getFirst().start());
    boolean code = run.stream().anyMatch(Mapping::executable);
    boolean hidden = !readable(run.getFirst().start());
    if (headers.isPresent() || (hidden && code)) {
      found.add(new MappedObject(run.getFirst().path(), List.copyOf(run), headers));
    }
  }

  private List<Mapping> addAnonymous(int i) {
    Mapping first = mappings.get(i);
    Optional<ElfImage> headers = headersAt(first.start());
    boolean vdso = auxiliary.get(AuxiliaryVector.SYSINFO_EHDR).equals(Optional.of(first.start()));
    if (headers.isEmpty() || (!vdso && !looksLoaded(headers.get()))) {
      return List.of(first);
    }
    long end = first.start() + extent(headers.get());
    int last = i;
    while (last + 1 < mappings.size()
        && mappings.get(last + 1).path().isEmpty()
        && Addresses.less(mappings.get(last + 1).start(), end)) {
      last++;
    }
    List<Mapping> run = List.copyOf(mappings.subList(i, last + 1));
    found.add(new MappedObject(vdso ? "[vdso]" : "", run, headers));
    return run;
  }

  /// A file that was only read into a buffer also starts with an ELF header; a loaded one has code.
  private static boolean looksLoaded(ElfImage image) {
    return image.segments(ProgramHeader.LOAD).stream().anyMatch(ProgramHeader::executable);
  }

  private static long extent(ElfImage image) {
    return image.segments(ProgramHeader.LOAD).stream()
            .mapToLong(s -> s.address() + s.memorySize())
            .reduce(Addresses::max)
            .orElse(0)
        - image.lowestAddress();
  }

  private boolean readable(long address) {
    try {
      memory.bytes(address, 4);
      return true;
    } catch (MemoryFault e) {
      return false;
    }
  }

  private Optional<ElfImage> headersAt(long address) {
    try {
      return ElfInMemory.headers(memory, address);
    } catch (MemoryFault | UserError e) {
      // Not dumped or damaged: the mapping is then judged by its path and permissions.
      return Optional.empty();
    }
  }
}
