package io.github.pmdb.frame.dwarf;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.memory.OverlayMemory;
import java.util.Optional;

/// Where functions of a file begin and end, and what they have on the stack: its unwind
/// information, which stays when symbols are stripped, tells so.
public final class FunctionExtents {
  private final Optional<EhFrame> frames;

  private FunctionExtents(Optional<EhFrame> frames) {
    this.frames = frames;
  }

  /// @param start of the first instruction
  /// @param end of the last one
  public record Extent(long start, long end) {}

  /// Of a file without such information there are none.
  public static FunctionExtents of(ElfImage image) {
    OverlayMemory.Builder memory = new OverlayMemory.Builder();
    for (ProgramHeader each : image.segments(ProgramHeader.LOAD)) {
      memory.bytes(each.address(), image.bytes().clamp(each.offset(), each.fileSize()).segment());
    }
    try {
      return new FunctionExtents(
          location(image).map(location -> EhFrame.of(location, memory.build())));
    } catch (MemoryFault damaged) {
      return new FunctionExtents(Optional.empty());
    }
  }

  private static Optional<EhFrameLocation> location(ElfImage image) {
    return image.segments(ProgramHeaders.PT_GNU_EH_FRAME).stream()
        .findFirst()
        .<EhFrameLocation>map(header -> new EhFrameLocation.Header(header.address()))
        .or(() ->
            image
                .section(".eh_frame")
                .map(section -> new EhFrameLocation.Bare(section.address(), section.size())));
  }

  /// That of the function that covers an address of the file.
  public Optional<Extent> at(long address) {
    try {
      return frames
          .flatMap(frame -> frame.find(address))
          .map(fde -> new Extent(fde.start(), fde.end()));
    } catch (MemoryFault damaged) {
      return Optional.empty();
    }
  }

  /// How the caller is found of the function that covers an address of the file, when it is there.
  public Optional<Row> row(long address) {
    try {
      return frames.flatMap(frame -> frame.row(address));
    } catch (MemoryFault damaged) {
      return Optional.empty();
    }
  }
}
