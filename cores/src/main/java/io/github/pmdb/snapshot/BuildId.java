package io.github.pmdb.snapshot;

import java.util.HexFormat;

/// The bytes of an ELF object's `NT_GNU_BUILD_ID` note, as lower-case hexadecimal.
public record BuildId(String hex) {
  public static BuildId of(byte[] bytes) {
    return new BuildId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return hex;
  }
}
