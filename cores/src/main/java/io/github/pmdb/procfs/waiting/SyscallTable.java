package io.github.pmdb.procfs.waiting;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The system calls of x86-64 by number, from `syscalls-x86_64.tsv`.
final class SyscallTable {
  /// @param arguments empty when the call's arguments are not described
  record Syscall(String name, Optional<List<Argument>> arguments) {}

  private static final String RESOURCE = "syscalls-x86_64.tsv";

  private final Map<Long, Syscall> byNumber;

  private SyscallTable(Map<Long, Syscall> byNumber) {
    this.byNumber = byNumber;
  }

  static SyscallTable load() {
    Map<Long, Syscall> found = new HashMap<>();
    try (InputStream in =
            Objects.requireNonNull(SyscallTable.class.getResourceAsStream(RESOURCE), RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .forEach(f -> found.put(Long.parseLong(f[0]), new Syscall(f[1], kinds(f[2]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SyscallTable(found);
  }

  private static Optional<List<Argument>> kinds(String text) {
    if (text.equals("-")) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(text.split(" "))
            .filter(word -> !word.isEmpty())
            .map(word -> Argument.valueOf(word.toUpperCase(Locale.ROOT)))
            .toList());
  }

  Optional<Syscall> get(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }
}
