package io.github.pmdb.node.heapsnapshot;

import java.util.function.IntPredicate;

/// Some of the objects, numbered from 0 in their order: two bits for each object there is.
final class Ranks {
  private static final int BITS = 64;

  private final long[] members;

  /// How many there are before each 64.
  private final int[] before;

  private final int count;

  private Ranks(long[] members) {
    this.members = members;
    this.before = new int[members.length];
    int met = 0;
    for (int i = 0; i < members.length; i++) {
      before[i] = met;
      met += Long.bitCount(members[i]);
    }
    this.count = met;
  }

  /// @param objects how many there are
  static Ranks of(int objects, IntPredicate which) {
    long[] members = new long[objects / BITS + 1];
    for (int i = 0; i < objects; i++) {
      if (which.test(i)) {
        members[i / BITS] |= 1L << i % BITS;
      }
    }
    return new Ranks(members);
  }

  int count() {
    return count;
  }

  boolean has(int object) {
    return (members[object / BITS] & 1L << object % BITS) != 0;
  }

  /// The number of a member among them.
  int rank(int object) {
    long lower = (1L << object % BITS) - 1;
    return before[object / BITS] + Long.bitCount(members[object / BITS] & lower);
  }
}
