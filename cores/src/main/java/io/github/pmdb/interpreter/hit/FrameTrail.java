package io.github.pmdb.interpreter.hit;

import java.util.List;
import java.util.Optional;

/// Where the frames of the running thread are found by following pointers alone, from groups of
/// threads (interpreters) on. All numbers but addresses are offsets in bytes.
public record FrameTrail(Groups groups, Threads threads, Frames frames) {
  /// @param first address of the first group, or of the word that points there
  /// @param word whether it is that of a word
  /// @param next from a group to the pointer to the next one; 0 ends the list
  /// @param threads from a group to the pointer to its first thread
  public record Groups(long first, boolean word, int next, int threads) {}

  /// @param next from a thread to the pointer to the next one; 0 ends the list
  /// @param id from a thread to what tells it from others: the base of the thread's own data
  ///   (`fs_base`)
  /// @param frame from a thread over pointers to its innermost frame; 0 where it has none
  public record Threads(int next, int id, List<Integer> frame) {
    public Threads {
      frame = List.copyOf(frame);
    }
  }

  /// @param bytes of a frame that are needed, from its beginning
  /// @param caller from a frame to the pointer to the next outer one; 0 ends the chain
  /// @param code from a frame to the pointer to what it runs, whose lowest bits may be flags
  /// @param mark what tells that from whatever may lie there later
  /// @param stubs which frames are left out, since they run nothing
  public record Frames(int bytes, int caller, int code, Mark mark, Optional<Stubs> stubs) {
    /// What remains of a pointer without its flags.
    public static final int POINTER = ~7;
  }

  /// Frames that run nothing, no two of which follow each other.
  ///
  /// @param kind from a frame to the byte that tells
  /// @param least what it is at least in such a frame, unsigned
  public record Stubs(int kind, int least) {}

  /// @param start from what a frame runs to the first byte of it that is needed
  /// @param bytes how many are
  /// @param parts of what it refers to: it may lie where another one lay, with the same pointers
  public record Mark(int start, int bytes, List<Part> parts) {
    public Mark {
      parts = List.copyOf(parts);
    }

    /// Of all together, one behind the other.
    public int allBytes() {
      return bytes + parts.stream().mapToInt(Part::bytes).sum();
    }
  }

  /// @param pointer from what a frame runs to the pointer, which is among the bytes of it
  /// @param start from where that leads to the first byte that is needed
  /// @param bytes how many are
  public record Part(int pointer, int start, int bytes) {}
}
