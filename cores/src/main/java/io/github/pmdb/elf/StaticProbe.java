package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A probe that its author put into a program (USDT, `sys/sdt.h` of SystemTap), as its note tells.
///
/// @param address of the `nop` where it is
/// @param semaphore address of the counter of those who look, 0 for none
/// @param arguments where they are, in the notation of the assembler: `-4@%edi`
public record StaticProbe(
    String provider, String name, long address, long semaphore, List<String> arguments) {
  private static final String SECTION = ".note.stapsdt";
  private static final String BASE = ".stapsdt.base";
  private static final String OWNER = "stapsdt";
  private static final int TYPE = 3;
  private static final int WORDS = 24;
  private static final int LONGEST = 4096;
  private static final int MOST = 100_000;

  public StaticProbe {
    arguments = List.copyOf(arguments);
  }

  /// Those of a file for 64 bits, in the order of their notes.
  public static List<StaticProbe> of(ElfImage image) {
    List<StaticProbe> found = new ArrayList<>();
    long base = image.section(BASE).map(SectionHeader::address).orElse(0L);
    image
        .section(SECTION)
        .map(image::content)
        .ifPresent(notes ->
            Note.walk(
                notes,
                4,
                note -> {
                  if (note.owner().equals(OWNER) && note.type() == TYPE) {
                    add(note.content(), base, found);
                  }
                  return found.size() < MOST;
                }));
    return found;
  }

  /// A linker that moves sections leaves the notes as they were, with where they believed the base
  /// to be.
  private static void add(Bytes note, long base, List<StaticProbe> found) {
    try {
      long moved = base == 0 ? 0 : base - note.i64(8);
      long semaphore = note.i64(16);
      String provider = note.text(WORDS, LONGEST);
      long at = WORDS + length(provider) + 1L;
      String name = note.text(at, LONGEST);
      String arguments = note.text(at + length(name) + 1L, LONGEST);
      found.add(
          new StaticProbe(
              provider,
              name,
              note.i64(0) + moved,
              semaphore == 0 ? 0 : semaphore + moved,
              Arrays.stream(arguments.split("\\s+")).filter(each -> !each.isEmpty()).toList()));
    } catch (MemoryFault _) {
      // A note that is cut short names no probe.
      return;
    }
  }

  private static int length(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }
}
