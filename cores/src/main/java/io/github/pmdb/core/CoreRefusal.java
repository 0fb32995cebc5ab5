package io.github.pmdb.core;

import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Says what a file is that is no core.
final class CoreRefusal {
  private static final int ET_REL = 1;
  private static final int SAMPLE = 512;

  private CoreRefusal() {}

  /// @throws UserError when the file does not start like an ELF file
  static void check(Bytes file, Path path) {
    if (file.size() == 0) {
      throw new UserError(
          path + " is empty",
          "the kernel could not write it: check `ulimit -c`, free disk space and core_pattern");
    }
    if (!ElfImage.hasMagic(file)) {
      throw new UserError(path + " is not a core file: it is " + kind(file), hint(file));
    }
  }

  private static String kind(Bytes file) {
    int magic = file.holds(0, 4) ? file.order(ByteOrder.BIG_ENDIAN).i32(0) : 0;
    return switch (magic) {
      case 0x4d444d50 -> "a minidump (Windows, Breakpad or Crashpad)";
      case 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe ->
          "a Mach-O file (macOS) or a Java class";
      case 0x504b0304 -> "a zip archive";
      case 0x23212f62, 0x23212f75 -> "a script";
      case 0x4b44554d -> "a kernel crash dump (kdump)";
      default -> text(file) ? "a text file" : "of an unknown kind";
    };
  }

  private static String hint(Bytes file) {
    return text(file)
        ? "name the core file; `pmdb cores` lists those of this machine"
        : "pmdb reads ELF cores of Linux, also compressed with zst, lz4, xz or gz";
  }

  private static boolean text(Bytes file) {
    int count = (int) Math.min(SAMPLE, file.size());
    for (byte b : file.copy(0, count)) {
      boolean control = b >= 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != 27;
      if (control || b == 127) {
        return false;
      }
    }
    return true;
  }

  static UserError notCore(ElfImage image, Path path) {
    return switch (image.header().type()) {
      case ElfHeader.EXEC, ElfHeader.DYN ->
          new UserError(
              path + " is a program or shared library, not a core",
              "did you mean: pmdb run " + path);
      case ET_REL -> new UserError(path + " is an object file, not a core", "name the core file");
      default ->
          new UserError(
              path + " is an ELF file of type " + image.header().type() + ", not a core",
              "name the core file");
    };
  }
}
