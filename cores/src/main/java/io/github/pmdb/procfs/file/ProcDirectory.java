package io.github.pmdb.procfs.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// `/proc/PID` of a process or `/proc/PID/task/TID` of a thread.
///
/// What can not be read (no permission, gone meanwhile) is empty: all of these files are optional
/// knowledge, and whether the process is still there is asked with [#exists].
public record ProcDirectory(Path path) {
  /// More than any of these files has; `maps` of 65,530 mappings (the default limit
  /// `vm.max_map_count`) with long paths stays below.
  private static final int MAX_BYTES = 64 << 20;

  public static ProcDirectory of(long pid) {
    return new ProcDirectory(Path.of("/proc", Long.toString(pid)));
  }

  public static ProcDirectory self() {
    return new ProcDirectory(Path.of("/proc/self"));
  }

  public ProcDirectory thread(long tid) {
    return new ProcDirectory(path.resolve("task").resolve(Long.toString(tid)));
  }

  public boolean exists() {
    return Files.exists(path);
  }

  public Optional<byte[]> bytes(String name) {
    try (InputStream in = Files.newInputStream(path.resolve(name))) {
      return Optional.of(in.readNBytes(MAX_BYTES));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The file's text without the newline at its end.
  public Optional<String> text(String name) {
    return bytes(name).map(b -> new String(b, StandardCharsets.UTF_8)).map(String::stripTrailing);
  }

  public List<String> lines(String name) {
    return text(name).map(t -> t.lines().toList()).orElse(List.of());
  }

  /// Strings that are each ended by a NUL: `cmdline`, `environ`.
  public Optional<List<String>> strings(String name) {
    return bytes(name).map(ProcDirectory::split);
  }

  private static List<String> split(byte[] bytes) {
    List<String> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean end = i == bytes.length;
      if ((end && i > start) || (!end && bytes[i] == 0)) {
        found.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return found;
  }

  /// What a symbolic link says; for `exe`, `cwd`, `root`, `fd/N` and `ns/NAME`.
  public Optional<String> link(String name) {
    try {
      return Optional.of(Files.readSymbolicLink(path.resolve(name)).toString());
    } catch (IOException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// The numbers that name entries of a directory (`task`, `fd`), ascending; empty when it can not
  /// be listed.
  public List<Long> numbers(String name) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path.resolve(name))) {
      for (Path entry : entries) {
        String text = String.valueOf(entry.getFileName());
        if (!text.isEmpty() && text.length() < 12 && text.chars().allMatch(Character::isDigit)) {
          found.add(Long.parseLong(text));
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      return List.of();
    }
    Collections.sort(found);
    return found;
  }
}
