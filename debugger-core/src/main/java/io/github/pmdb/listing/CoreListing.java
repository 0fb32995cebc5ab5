package io.github.pmdb.listing;

import io.github.pmdb.core.CoreSummary;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Cores, newest first.
///
/// @param places where they were looked for, folders below those not included
/// @param notes why a place that one would expect is not among them, and what was left out
/// @param cores at most as many as were asked for
/// @param filesLeft older files that were not looked at because the list was full
public record CoreListing(
    List<CorePlaces.Place> places, List<String> notes, List<CoreSummary> cores, int filesLeft) {
  /// Names read in one directory; a folder with more of them is no folder of cores.
  private static final int MOST_NAMES = 100_000;

  /// Files whose first bytes are read.
  private static final int MOST_FILES = 10_000;

  /// @param limit the most cores to tell of, at least 1
  public static CoreListing of(CorePlaces where, int limit) {
    List<Candidate> files = new ArrayList<>();
    List<String> notes = new ArrayList<>(where.notes());
    for (CorePlaces.Place place : where.places()) {
      if (place.state() == CorePlaces.State.THERE) {
        collect(place.directory(), files, notes);
      }
    }
    files.sort(Comparator.comparingLong(Candidate::time).reversed());
    List<CoreSummary> cores = new ArrayList<>();
    int looked = 0;
    for (; looked < Math.min(files.size(), MOST_FILES) && cores.size() < limit; looked++) {
      if (files.get(looked).looksLikeCore()) {
        cores.add(CoreSummary.peek(files.get(looked).file()));
      }
    }
    return new CoreListing(
        where.places(), List.copyOf(notes), List.copyOf(cores), files.size() - looked);
  }

  private static void collect(Path directory, List<Candidate> files, List<String> notes) {
    int names = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (++names > MOST_NAMES) {
          notes.add(directory + " holds more than " + MOST_NAMES + " files; the others are left");
          return;
        }
        candidate(entry).ifPresent(files::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new UserError("cannot list " + directory + ": " + e.getMessage(), "name another", e);
    }
  }

  private static Optional<Candidate> candidate(Path entry) {
    try {
      BasicFileAttributes facts = Files.readAttributes(entry, BasicFileAttributes.class);
      return facts.isRegularFile()
          ? Optional.of(new Candidate(entry, facts.lastModifiedTime().toMillis()))
          : Optional.empty();
    } catch (IOException _) {
      // Removed since it was listed, or a link to nothing.
      return Optional.empty();
    }
  }
}
