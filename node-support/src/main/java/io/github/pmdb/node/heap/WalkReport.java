package io.github.pmdb.node.heap;

import java.util.ArrayList;
import java.util.List;

/// What a walk went through.
///
/// @param objects how many there were, without free space
/// @param bytes theirs
/// @param skipped bytes in which no object could be recognised
/// @param unreadable bytes that are not there
/// @param gaps the first of the ranges that were skipped
public record WalkReport(long objects, long bytes, long skipped, long unreadable, List<Gap> gaps) {
  static final int MOST_GAPS = 64;

  static final WalkReport NOTHING = new WalkReport(0, 0, 0, 0, List.of());

  /// A range without a recognisable object.
  public record Gap(long start, long end) {}

  WalkReport plus(WalkReport other) {
    List<Gap> both = new ArrayList<>(gaps);
    other.gaps.stream().limit(Math.max(0, MOST_GAPS - both.size())).forEach(both::add);
    return new WalkReport(
        objects + other.objects,
        bytes + other.bytes,
        skipped + other.skipped,
        unreadable + other.unreadable,
        both);
  }
}
