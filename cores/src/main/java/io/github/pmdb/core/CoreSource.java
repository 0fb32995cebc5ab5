package io.github.pmdb.core;

import io.github.pmdb.core.packed.Packing;
import io.github.pmdb.core.packed.UnpackedCore;
import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// An opened core file: mapped, recognised, its headers read.
///
/// @param plain the ELF file itself; of a compressed core the unpacked copy
/// @param problems of unpacking
/// @param release removes what was unpacked; what is mapped goes when nothing refers to it any more
record CoreSource(Path file, Path plain, ElfImage image, List<Problem> problems, Runnable release) {

  static CoreSource open(Path file, CoreOptions options) {
    Bytes bytes = Bytes.map(file);
    Optional<Packing> packing = Packing.of(bytes);
    return packing.isPresent()
        ? unpacked(UnpackedCore.unpack(file, packing.get(), options.progress()), file)
        : new CoreSource(file, file, image(bytes, file), List.of(), () -> {});
  }

  private static CoreSource unpacked(UnpackedCore core, Path file) {
    List<Problem> problems =
        core.cutShort()
            .map(why -> new Problem(file + " ends early, what could be unpacked is used: " + why))
            .map(List::of)
            .orElse(List.of());
    try {
      ElfImage image = image(Bytes.map(core.file()), file);
      return new CoreSource(file, core.file(), image, problems, core::remove);
    } catch (UserError e) {
      core.remove();
      throw e;
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
