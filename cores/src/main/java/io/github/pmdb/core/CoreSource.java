package io.github.pmdb.core;

import io.github.pmdb.core.packed.Packing;
import io.github.pmdb.core.packed.UnpackedCore;
import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
      Optional<Packing> packing = Packing.of(bytes);
      return packing.isPresent()
          ? unpacked(UnpackedCore.unpack(file, packing.get(), options.progress()), file, arena)
          : new CoreSource(file, file, image(bytes, file), List.of(), () -> unmap(arena));
    } catch (UserError e) {
      arena.close();
      throw e;
    }
  }

  private static CoreSource unpacked(UnpackedCore core, Path file, Arena arena) {
    List<Problem> problems =
        core.cutShort()
            .map(why -> new Problem(file + " ends early, what could be unpacked is used: " + why))
            .map(List::of)
            .orElse(List.of());
    try {
      ElfImage image = image(Bytes.map(core.file(), arena), file);
      Runnable release =
          () -> {
            unmap(arena);
            core.remove();
          };
      return new CoreSource(file, core.file(), image, problems, release);
    } catch (UserError e) {
      core.remove();
      throw e;
    }
  }

  /// Closing twice does no harm.
  private static void unmap(Arena arena) {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /// @throws UserError when the bytes are no core
  static ElfImage image(Bytes bytes, Path file) {
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
