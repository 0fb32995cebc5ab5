package io.github.pmdb.procfs.stop;

import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a copy of a process can lie: in the first of several places that has room for it.
public final class CopyRoom {
  /// Left free where the file lies.
  private static final long RESERVE = 256 << 20;

  private final List<Supplier<Path>> places;
  private final long reserve;
  private Optional<Problem> refusal = Optional.empty();

  /// @param places each makes an empty file, which is deleted at once, or throws a [UserError]
  public CopyRoom(List<Supplier<Path>> places) {
    this(places, RESERVE);
  }

  CopyRoom(List<Supplier<Path>> places, long reserve) {
    this.places = List.copyOf(places);
    this.reserve = reserve;
  }

  /// That there was no room, and why, where that is so: who needs one reads in place then.
  public Optional<Problem> refusal() {
    return refusal;
  }

  Optional<Spill> of(long pid, long size) {
    List<String> reasons = new ArrayList<>();
    for (Supplier<Path> place : places) {
      try {
        Path file = place.get();
        long free = Files.getFileStore(file).getUsableSpace();
        if (free - reserve >= size) {
          return Optional.of(new Spill(file, size));
        }
        Files.delete(file);
        reasons.add("%s has %d MiB".formatted(file.getParent(), free >> 20));
      } catch (UserError | IOException e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    refusal =
        Optional.of(
            new Problem(
                "process %d was read in place and waited for that: there is no room for a copy of %d MiB (%s)"
                    .formatted(pid, size >> 20, String.join("; ", reasons)),
                "XDG_CACHE_HOME names another directory"));
    return Optional.empty();
  }
}
