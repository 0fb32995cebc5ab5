package io.github.pmdb.core.packed;

import com.github.luben.zstd.ZstdInputStream;
import io.github.pmdb.memory.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// The compressions that core handlers use; systemd writes zst, lz4 or xz.
public enum Packing {
  ZSTD("zst"),
  LZ4("lz4"),
  XZ("xz"),
  GZIP("gz");

  /// Window of `zstd --long=31`, the largest there is.
  private static final int LARGEST_ZSTD_WINDOW = 31;

  private static final int BUFFER = 1 << 16;

  private final String text;

  Packing(String text) {
    this.text = text;
  }

  /// By the magic numbers of the four formats' own specifications, never by name.
  public static Optional<Packing> of(Bytes file) {
    if (!file.holds(0, 4)) {
      return Optional.empty();
    }
    int magic = file.order(ByteOrder.BIG_ENDIAN).i32(0);
    return switch (magic) {
      case 0x28b52ffd -> Optional.of(ZSTD);
      case 0x04224d18 -> Optional.of(LZ4);
      case 0xfd377a58 -> Optional.of(XZ);
      default -> magic >>> 16 == 0x1f8b ? Optional.of(GZIP) : Optional.empty();
    };
  }

  /// Unpacks `packed`, of any number of concatenated frames.
  public InputStream open(InputStream packed) throws IOException {
    return switch (this) {
      case ZSTD -> new ZstdInputStream(packed).setLongMax(LARGEST_ZSTD_WINDOW);
      case LZ4 -> new FramedLZ4CompressorInputStream(packed, true);
      case XZ -> new XZInputStream(packed, memoryLimit());
      case GZIP -> new GZIPInputStream(packed, BUFFER);
    };
  }

  /// What the xz decoder may use, KiB: half of the heap.
  private static int memoryLimit() {
    return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / 1024);
  }

  @Override
  public String toString() {
    return text;
  }
}
