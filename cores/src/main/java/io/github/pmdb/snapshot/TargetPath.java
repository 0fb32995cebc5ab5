package io.github.pmdb.snapshot;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Paths that the target names. A JVM spells them in the encoding of its locale, in the C locale
/// ASCII only, but names of files are bytes: what it cannot spell is given to it as such. Python
/// keeps bytes that are no UTF-8 as lone surrogates, `\udc80` to `\udcff`. No path has a zero byte.
public final class TargetPath {
  /// A byte of 0x80 and above, as Python keeps it (PEP 383).
  private static final int FIRST_KEPT = 0xdc80;

  private static final int LAST_KEPT = 0xdcff;

  private TargetPath() {}

  /// The path itself; empty where no file on this machine can be opened by that name.
  public static Optional<Path> of(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException _) {
      return name.indexOf('\0') < 0 ? ofBytes(name) : Optional.empty();
    }
  }

  private static Optional<Path> ofBytes(String name) {
    Path root = Path.of("/");
    StringBuilder spelt = new StringBuilder("file:///");
    for (byte b : bytes(name)) {
      spelt.append(b == '/' ? "/" : "%%%02X".formatted(b & 0xff));
    }
    Path absolute = Path.of(URI.create(spelt.toString()));
    return Optional.of(name.startsWith("/") ? absolute : root.relativize(absolute));
  }

  private static byte[] bytes(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    name.codePoints()
        .forEach(c -> {
          boolean kept = c >= FIRST_KEPT && c <= LAST_KEPT;
          out.writeBytes(
              kept
                  ? new byte[] {(byte) c}
                  : Character.toString(c).getBytes(StandardCharsets.UTF_8));
        });
    return out.toByteArray();
  }

  /// `name` below `directory`, also where it begins with slashes.
  public static Optional<Path> below(Path directory, String name) {
    return of(name.replaceFirst("^/+", "")).map(directory::resolve);
  }
}
