package io.github.pmdb.core;

import io.github.pmdb.core.note.CoreNotes;
import io.github.pmdb.core.note.NoteReader;
import io.github.pmdb.core.note.ProcessNote;
import io.github.pmdb.core.note.ThreadNote;
import io.github.pmdb.core.packed.Packing;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a listing of cores tells of one, from its headers and notes alone.
///
/// @param size of the file as it lies there, bytes
/// @param time of its last change, milliseconds since 1970
/// @param packing how it is compressed, absent for a plain core
/// @param program name of the process, at most 15 bytes
/// @param arguments as far as the notes have them (80 bytes)
/// @param death absent when the notes could not be reached
/// @param problem why it could not be read, else empty
public record CoreSummary(
    Path file,
    long size,
    long time,
    Optional<Packing> packing,
    Optional<String> program,
    OptionalLong pid,
    List<String> arguments,
    Optional<CoreSnapshot.Death> death,
    State state,
    String problem) {

  /// Whether the file holds what its headers promise.
  public enum State {
    COMPLETE,
    CUT,
    /// Compressed: only unpacking it all would tell.
    NOT_KNOWN,
    UNREADABLE
  }

  /// How much of a compressed core is unpacked at first, and at most, to reach its notes, bytes.
  /// The first part holds the headers of 65535 segments.
  private static final int FIRST_PART = 1 << 22;

  private static final int LARGEST_PART = 1 << 26;

  /// Never throws: what is wrong with the file is in the summary.
  public static CoreSummary peek(Path file) {
    try {
      Bytes bytes = Bytes.map(file);
      Optional<Packing> packing = Packing.of(bytes);
      return packing.isPresent() ? packed(file, packing.get()) : plain(file, bytes);
    } catch (UserError e) {
      return of(
          file,
          Optional.empty(),
          Optional.empty(),
          State.UNREADABLE,
          String.valueOf(e.getMessage()));
    }
  }

  private static CoreSummary plain(Path file, Bytes bytes) {
    ElfImage image = CoreSource.image(bytes, file);
    boolean complete =
        new CoreMemory(image).completeness(List.of()).complete() && notesPresent(image);
    State state = complete ? State.COMPLETE : State.CUT;
    return of(file, Optional.empty(), Optional.of(NoteReader.read(image)), state, "");
  }

  private static boolean notesPresent(ElfImage image) {
    return image.segments(ProgramHeader.NOTE).stream()
        .allMatch(s -> image.bytes().holds(s.offset(), s.fileSize()));
  }

  private static CoreSummary packed(Path file, Packing packing) {
    try {
      ElfImage image = CoreSource.image(part(file, packing, FIRST_PART), file);
      long needed = notesEnd(image);
      if (needed > FIRST_PART && needed <= LARGEST_PART) {
        image = CoreSource.image(part(file, packing, (int) needed), file);
      }
      boolean there = notesPresent(image);
      String problem =
          there ? "" : "its notes lie too far inside the compressed file to be read in passing";
      Optional<CoreNotes> notes = there ? Optional.of(NoteReader.read(image)) : Optional.empty();
      return of(file, Optional.of(packing), notes, State.NOT_KNOWN, problem);
    } catch (UserError e) {
      String why = String.valueOf(e.getMessage());
      return of(file, Optional.of(packing), Optional.empty(), State.UNREADABLE, why);
    }
  }

  private static long notesEnd(ElfImage image) {
    return image.segments(ProgramHeader.NOTE).stream()
        .mapToLong(s -> s.offset() + s.fileSize())
        .max()
        .orElse(0);
  }

  /// The first `size` bytes, fewer when it is shorter or damaged.
  private static Bytes part(Path file, Packing packing, int size) {
    byte[] content = new byte[size];
    int count = 0;
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = packing.open(raw)) {
      for (int n; count < size && (n = in.read(content, count, size - count)) >= 0; ) {
        count += n;
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      if (count == 0) {
        throw new UserError(file + " can not be unpacked: " + e.getMessage(), "copy it again", e);
      }
    }
    return Bytes.of(Arrays.copyOf(content, count));
  }

  private static CoreSummary of(
      Path file,
      Optional<Packing> packing,
      Optional<CoreNotes> notes,
      State state,
      String problem) {
    Optional<ProcessNote> process = notes.flatMap(CoreNotes::process);
    Optional<Long> pid =
        process
            .map(ProcessNote::pid)
            .or(() -> notes.flatMap(n -> n.threads().stream().findFirst()).map(ThreadNote::tid));
    return new CoreSummary(
        file,
        file.toFile().length(),
        file.toFile().lastModified(),
        packing,
        process.map(ProcessNote::name),
        pid.isPresent() ? OptionalLong.of(pid.get()) : OptionalLong.empty(),
        CoreReader.shortArguments(process),
        pid.isPresent() ? notes.map(DeathReading::read) : Optional.empty(),
        state,
        problem);
  }
}
