package io.github.pmdb.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A file inside a zip archive, such as `/srv/app.pyz/shop/cart.py`.
///
/// @param archive the file that the name goes on behind
/// @param entry the rest of the name
record Archived(Path archive, String entry) {
  /// Absent when no part of the path is a file.
  static Optional<Archived> find(Path path) {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        return Optional.of(new Archived(at, at.relativize(path).toString()));
      }
      if (Files.isDirectory(at)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Absent when the archive does not have the file, or has it with more bytes than `most`.
  ///
  /// @throws IOException when it can not be read, or is no archive
  Optional<byte[]> read(long most) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry found = zip.getEntry(entry);
      if (found == null || found.isDirectory()) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(found)) {
        byte[] bytes =
            in.readNBytes((int) most + 1); // what the entry says of its size may be wrong
        return bytes.length > most ? Optional.empty() : Optional.of(bytes);
      }
    }
  }
}
