package io.github.pmdb.listing;

import io.github.pmdb.core.packed.Packing;
import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.memory.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A file that may be a core.
///
/// @param time of its last change, milliseconds since 1970
record Candidate(Path file, long time) {
  /// `e_ident` and `e_type` of ELF (elf.h).
  private static final int HEAD = 18;

  private static final int BIG_ENDIAN = 2;

  /// By the first bytes. A file that has none, or whose bytes can not be had, counts when it is
  /// named like a core: what is wrong with it is worth a line.
  boolean looksLikeCore() {
    try {
      byte[] head = head(file);
      Optional<Packing> packing = Packing.of(Bytes.of(head));
      if (packing.isPresent()) {
        head = unpackedHead(file, packing.get());
      }
      return head.length < HEAD ? cutInItsHead(head) : isCore(head);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException _) {
      // Not readable, or damaged in its first frame: the name decides.
      return namedLikeCore();
    }
  }

  private boolean cutInItsHead(byte[] head) {
    return namedLikeCore() && (head.length == 0 || head[0] == 0x7f);
  }

  private boolean namedLikeCore() {
    return file.getFileName().toString().contains("core");
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  private static byte[] unpackedHead(Path file, Packing packing) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = packing.open(raw)) {
      return in.readNBytes(HEAD);
    }
  }

  private static boolean isCore(byte[] head) {
    boolean elf = head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    boolean big = head[5] == BIG_ENDIAN;
    int type = big ? head[16] << 8 | head[17] : head[17] << 8 | head[16];
    return elf && type == ElfHeader.CORE;
  }
}
