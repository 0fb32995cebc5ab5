package io.github.pmdb.core;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names objects by the dynamic linker's own list (`r_debug` and `link_map` of glibc's `<link.h>`),
/// for cores without `NT_FILE`. For 64-bit little endian targets; others keep objects unnamed.
final class LinkMap {
  private static final long DT_DEBUG = 21;
  private static final int MOST = 10_000;
  private static final int LONGEST_PATH = 4096;

  private LinkMap() {}

  static List<MappedObject> name(
      List<MappedObject> objects, Memory memory, AuxiliaryVector auxiliary) {
    if (objects.stream().noneMatch(o -> o.path().isEmpty())) {
      return List.copyOf(objects);
    }
    Optional<Long> program = auxiliary.get(AuxiliaryVector.PHDR);
    Map<Long, String> names = paths(objects, memory, auxiliary);
    return objects.stream().map(o -> named(o, names, program, memory, auxiliary)).toList();
  }

  /// The names of the list by load bias.
  static Map<Long, String> paths(
      List<MappedObject> objects, Memory memory, AuxiliaryVector auxiliary) {
    Optional<Long> program = auxiliary.get(AuxiliaryVector.PHDR);
    Map<Long, String> names = new HashMap<>();
    objects.stream()
        .filter(o -> program.filter(o::contains).isPresent())
        .findFirst()
        .ifPresent(executable -> collect(executable, memory, names));
    return names;
  }

  private static MappedObject named(
      MappedObject object,
      Map<Long, String> names,
      Optional<Long> program,
      Memory memory,
      AuxiliaryVector auxiliary) {
    if (!object.path().isEmpty()) {
      return object;
    }
    String path = names.getOrDefault(bias(object), "");
    if (program.filter(object::contains).isPresent()) {
      path = auxiliary.get(AuxiliaryVector.EXECFN).map(a -> text(memory, a)).orElse("");
    }
    return new MappedObject(path, object.parts(), object.headers());
  }

  private static long bias(MappedObject object) {
    return object.headers().map(h -> h.loadBias(object.start())).orElse(object.start());
  }

  private static void collect(MappedObject executable, Memory memory, Map<Long, String> names) {
    Optional<ElfImage> headers = executable.headers().filter(h -> h.header().wide());
    try {
      long debug = headers.map(h -> debugPointer(h, executable.start(), memory)).orElse(0L);
      // struct r_debug { int r_version; struct link_map *r_map; … }
      long map = debug == 0 ? 0 : memory.pointer(debug + 8);
      for (int i = 0; map != 0 && i < MOST; i++) {
        // struct link_map { l_addr; char *l_name; void *l_ld; struct link_map *l_next; … }
        names.putIfAbsent(memory.i64(map), text(memory, memory.pointer(map + 8)));
        map = memory.pointer(map + 24);
      }
    } catch (MemoryFault e) {
      // The list goes on in memory that is missing; the names found so far are good.
      names.remove(0L);
    }
  }

  private static long debugPointer(ElfImage image, long start, Memory memory) {
    for (ProgramHeader dynamic : image.segments(ProgramHeader.DYNAMIC)) {
      long at = dynamic.address() + image.loadBias(start);
      for (int i = 0; i < 4096; i++) {
        long tag = memory.i64(at + 16L * i);
        if (tag == 0 || tag == DT_DEBUG) {
          return tag == 0 ? 0 : memory.pointer(at + 16L * i + 8);
        }
      }
    }
    return 0;
  }

  private static String text(Memory memory, long address) {
    try {
      return new String(memory.cString(address, LONGEST_PATH), StandardCharsets.UTF_8);
    } catch (MemoryFault _) {
      // An object without a name is still found by its address.
      return "";
    }
  }
}
