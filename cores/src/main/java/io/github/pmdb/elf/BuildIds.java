package io.github.pmdb.elf;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds `NT_GNU_BUILD_ID`, in a file or in a target's memory.
public final class BuildIds {
  private static final int NT_GNU_BUILD_ID = 3;

  /// Bound on a note segment in memory; real ones have less than 200 bytes.
  private static final int LARGEST_NOTES = 65536;

  /// SHA-1 has 20 bytes; linkers let the user choose up to this.
  private static final int LONGEST = 64;

  /// Bound on the note segments looked at.
  private static final int MOST_SEGMENTS = 64;

  private BuildIds() {}

  public static Optional<BuildId> of(ElfImage file) {
    for (ProgramHeader segment : someNotes(file)) {
      Bytes notes =
          file.bytes().clamp(segment.offset(), Addresses.min(segment.fileSize(), LARGEST_NOTES));
      Optional<BuildId> found = in(notes, segment.align());
      if (found.isPresent()) {
        return found;
      }
    }
    return file.sections().stream()
        .filter(s -> s.type() == SectionHeader.NOTE)
        .limit(MOST_SEGMENTS)
        .flatMap(s -> in(file.content(s), 4).stream())
        .findFirst();
  }

  /// That of a file; absent where it is no ELF file or can not be read.
  public static Optional<BuildId> ofFile(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return of(ElfImage.read(Bytes.map(file), file.toString()));
    } catch (UserError _) {
      // Whoever compares build-ids says that the file has none.
      return Optional.empty();
    }
  }

  /// What the object mapped at `start` says of itself; absent where that can not be read.
  public static Optional<BuildId> inMemory(Memory memory, long start) {
    try {
      return ElfInMemory.headers(memory, start).flatMap(image -> inMemory(memory, start, image));
    } catch (MemoryFault | UserError e) {
      // Not dumped, or no ELF header there after all: that is the answer, not an error.
      return Optional.empty();
    }
  }

  /// The same of an object whose headers were read before.
  public static Optional<BuildId> inMemory(Memory memory, long start, ElfImage headers) {
    try {
      return search(memory, start, headers);
    } catch (MemoryFault e) {
      // Not mapped (any more): that is the answer, not an error.
      return Optional.empty();
    }
  }

  private static List<ProgramHeader> someNotes(ElfImage image) {
    return image.segments(ProgramHeader.NOTE).stream().limit(MOST_SEGMENTS).toList();
  }

  private static Optional<BuildId> search(Memory memory, long start, ElfImage image) {
    long bias = image.loadBias(start);
    for (ProgramHeader segment : someNotes(image)) {
      if (Addresses.less(LARGEST_NOTES, segment.fileSize())) {
        continue;
      }
      byte[] notes = memory.bytes(segment.address() + bias, (int) segment.fileSize());
      Optional<BuildId> found = in(Bytes.of(notes).order(image.header().order()), segment.align());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<BuildId> in(Bytes notes, long align) {
    BuildId[] found = new BuildId[1];
    Note.walk(
        notes,
        align,
        note -> {
          int size = (int) Math.min(note.content().size(), LONGEST);
          if (note.owner().equals("GNU") && note.type() == NT_GNU_BUILD_ID && size > 0) {
            found[0] = BuildId.of(note.content().copy(0, size));
          }
          return found[0] == null;
        });
    return Optional.ofNullable(found[0]);
  }
}
