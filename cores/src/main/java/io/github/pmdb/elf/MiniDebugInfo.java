package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.tukaani.xz.XZInputStream;

/// The ELF file with function symbols that Fedora and its kin put, compressed by xz, into the
/// section `.gnu_debugdata` of stripped binaries ("MiniDebugInfo" in gdb's manual).
final class MiniDebugInfo {
  private static final int LARGEST_COMPRESSED = 64 << 20;
  private static final int LARGEST = 256 << 20;

  /// Memory the decoder may use, KiB.
  private static final int DECODER_LIMIT = 128 << 10;

  private MiniDebugInfo() {}

  static Optional<ElfImage> in(ElfImage image) {
    return image.section(".gnu_debugdata").flatMap(s -> unpack(image.content(s)));
  }

  private static Optional<ElfImage> unpack(Bytes packed) {
    if (packed.size() > LARGEST_COMPRESSED) {
      return Optional.empty();
    }
    byte[] input = packed.copy(0, (int) packed.size());
    try (InputStream stream = new XZInputStream(new ByteArrayInputStream(input), DECODER_LIMIT)) {
      return Optional.of(ElfImage.read(Bytes.of(stream.readNBytes(LARGEST)), ".gnu_debugdata"));
    } catch (IOException | UserError e) {
      // A damaged section is as good as none: symbols are a convenience here.
      return Optional.empty();
    }
  }
}
