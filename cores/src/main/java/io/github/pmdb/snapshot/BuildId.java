package io.github.pmdb.snapshot;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The bytes of an ELF object's `NT_GNU_BUILD_ID` note, as lower-case hexadecimal.
public record BuildId(String hex) {
  public static BuildId of(byte[] bytes) {
    return new BuildId(HexFormat.of().formatHex(bytes));
  }

  /// By hand: a record's own are put together when first called, which takes as long as reading an
  /// ELF file.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BuildId id && hex.equals(id.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return hex;
  }
}
