package io.github.pmdb.mi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A constant: a slice of the line it came from, whose escapes are undone when it is read. gdb does
/// not promise any encoding, so the value is bytes first.
public final class MiConst implements MiValue {
  private final byte[] line;
  private final int from;
  private final int to;
  private final boolean escaped;

  /// @param escaped whether the slice holds a backslash that starts an escape
  MiConst(byte[] line, int from, int to, boolean escaped) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.escaped = escaped;
  }

  /// A constant with exactly these bytes.
  public static MiConst of(byte[] bytes) {
    return new MiConst(bytes.clone(), 0, bytes.length, false);
  }

  public static MiConst of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The bytes meant, escapes undone.
  public byte[] bytes() {
    return escaped ? Escapes.undo(line, from, to) : Arrays.copyOfRange(line, from, to);
  }

  /// The bytes as UTF-8; what is not UTF-8 becomes U+FFFD.
  @Override
  public String text() {
    return escaped
        ? new String(bytes(), StandardCharsets.UTF_8)
        : new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MiConst that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return '"' + text() + '"';
  }
}
