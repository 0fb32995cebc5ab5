package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;

/// The text of a value as it grows, up to a limit.
final class Budget {
  /// So much longer than the limit a text may get, rather than have a name cut.
  private static final int OVERHANG = 512;

  private final Limits limits;
  private final StringBuilder text = new StringBuilder();
  private boolean cut;
  private boolean leftOut;

  Budget(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /// A string that was read no longer than there is room: quotes and escapes make it longer.
  Budget addQuoted(String read) {
    if (!spent()) {
      text.append(Quoted.string(read));
    }
    return this;
  }

  Budget add(String more) {
    if (!spent()) {
      int end = more.length() > room() + OVERHANG ? room() : more.length();
      text.append(more, 0, end);
      cut = end < more.length();
    }
    return this;
  }

  /// Units that still fit.
  int room() {
    return Math.max(0, limits.bytes() - text.length());
  }

  boolean spent() {
    if (text.length() >= limits.bytes()) {
      cut = true;
    }
    return cut;
  }

  /// Says that something was left out.
  void leaveOut() {
    leftOut = true;
  }

  boolean truncated() {
    return cut || leftOut;
  }

  @Override
  public String toString() {
    return cut ? text + "..." : text.toString();
  }
}
