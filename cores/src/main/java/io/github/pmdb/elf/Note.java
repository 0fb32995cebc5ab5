package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import java.util.function.Predicate;

/// A note of a PT_NOTE segment or note section.
///
/// @param owner `CORE`, `LINUX`, `GNU`, …
/// @param content in the byte order of the file
public record Note(String owner, int type, Bytes content) {
  /// `n_namesz`, `n_descsz` and `n_type`.
  private static final int HEADER = 12;

  private static final int LONGEST_OWNER = 256;

  /// Hands over each note in turn, none of them copied.
  ///
  /// @param align 8 where the segment says so (GNU property notes), else 4
  /// @param each whether to go on
  /// @return whether all of `notes` was understood; false when the last note runs past the end
  public static boolean walk(Bytes notes, long align, Predicate<Note> each) {
    long step = align == 8 ? 8 : 4;
    long at = 0;
    while (at + HEADER <= notes.size()) {
      long nameSize = notes.u32(at);
      long contentSize = notes.u32(at + 4);
      long content = roundUp(at + HEADER + nameSize, step);
      if (nameSize > LONGEST_OWNER || !notes.holds(content, contentSize)) {
        return false;
      }
      String owner = notes.text(at + HEADER, (int) nameSize);
      if (!each.test(new Note(owner, notes.i32(at + 8), notes.slice(content, contentSize)))) {
        return true;
      }
      at = roundUp(content + contentSize, step);
    }
    return true;
  }

  private static long roundUp(long value, long step) {
    return (value + step - 1) / step * step;
  }
}
