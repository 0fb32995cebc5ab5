package io.github.pmdb.core;

import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/// An opened core file: mapped, recognised, its headers read.
///
/// @param plain the ELF file itself; of a compressed core the unpacked copy
/// @param problems of unpacking
/// @param release unmaps, and removes what was unpacked
record CoreSource(Path file, Path plain, ElfImage image, List<Problem> problems, Runnable release) {

  static CoreSource open(Path file, CoreOptions options) {
    Arena arena = Arena.ofShared();
    try {
      Bytes bytes = Bytes.map(file, arena);
      return new CoreSource(file, file, image(bytes, file), List.of(), arena::close);
    } catch (UserError e) {
      arena.close();
      throw e;
    }
  }

  private static ElfImage image(Bytes bytes, Path file) {
    CoreRefusal.check(bytes, file);
    ElfImage image = ElfImage.read(bytes, file.toString());
    if (image.header().type() != ElfHeader.CORE) {
      throw CoreRefusal.notCore(image, file);
    }
    if (image.segments().isEmpty()) {
      throw new UserError(
          file + " is a core without any program header",
          "it was cut or never finished: look for a full disk or a core size limit at the source");
    }
    return image;
  }
}
